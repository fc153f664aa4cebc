package io.kloigos.ssh;

/**
 * A {@code sudo} on the lab's first host that runs {@code ip} as root and writes down what it was asked. Its kernel has no VLAN
 * interfaces: it makes ordinary ones in their stead.
 */
record LabSudo(Lab lab) {
    void install() {
        lab.root(0, """
                cat > /usr/local/bin/sudo <<'X'
                #!/bin/sh
                printf '%s\\n' "$*" >> /tmp/sudo.log
                [ "$1" = -n ] || exit 9
                shift
                if [ "$1" = -l ]; then [ ! -e /tmp/no-sudo ]; exit; fi
                if [ "$3$4" = addlink ]; then set -- ip link add name "$7" type veth peer name vpeer; fi
                shift
                exec ip-root "$@"
                X
                chmod +x /usr/local/bin/sudo; install -m 4755 "$(command -v ip)" /usr/local/bin/ip-root;
                touch /tmp/sudo.log; chmod 666 /tmp/sudo.log;  rm -f /tmp/no-sudo""");
    }

    /** The VLAN bridges that were made go with it. */
    void remove() {
        lab.root(0, """
                rm -f /usr/local/bin/sudo /usr/local/bin/ip-root /tmp/no-sudo /tmp/sudo.log
                for l in $(ip -br link | sed -n 's/^\\(kl[vb][lr]-[^@ ]*\\).*/\\1/p'); do ip link del $l; done; true""");
    }
}

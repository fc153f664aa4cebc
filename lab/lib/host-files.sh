# shellcheck shell=bash
# The files that make a host itself: written below STATE by the machine,
# copied over the host's /etc when it starts.

new_uuid() { cat /proc/sys/kernel/random/uuid; }

ssh_key() { # FILE COMMENT
    ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"
}

# Only system accounts come along, and no password of the machine. libvirt's own
# accounts are ours: the package that makes them is not needed on the machine.
write_accounts() { # ETC
    local ours='^(kloigos|kvm|libvirt.*)$'
    awk -F: -v ours="$ours" '($3 < 1000 || $1 == "nobody") && $1 !~ ours' /etc/passwd >"$1/passwd"
    awk -F: -v ours="$ours" -v OFS=: '
        ($3 < 1000 || $1 == "nogroup") && $1 !~ ours { $4 = ""; print }' /etc/group >"$1/group"
    cat >>"$1/passwd" <<'END'
kloigos:x:61500:61500:Kloigos:/home/kloigos:/bin/bash
libvirt-qemu:x:61502:61502:Libvirt Qemu:/var/lib/libvirt:/usr/sbin/nologin
END
    printf '%s\n' kloigos:x:61500: libvirt:x:61501:kloigos kvm:x:61502: libvirt-qemu:x:61503: >>"$1/group"
    awk -F: '{ print $1 ":*:19000:0:99999:7:::" }' "$1/passwd" >"$1/shadow"
    chmod 600 "$1/shadow"
}

write_sshd() { # ETC
    cat >"$1/ssh/sshd_config" <<'END'
# Defaults, except: keys only, and nothing that makes a login slow.
HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
UsePAM no
PrintMotd no
Subsystem sftp internal-sftp
END
}

write_libvirt() { # ETC HOST_UUID
    mkdir -p "$1/libvirt"
    cat >"$1/libvirt/libvirtd.conf" <<END
host_uuid = "$2"
unix_sock_group = "libvirt"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0770"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
END
    # No cgroups, namespaces or security labels inside of a host that is one itself.
    cat >"$1/libvirt/qemu.conf" <<'END'
user = "root"
group = "root"
security_driver = "none"
namespaces = []
cgroup_controllers = []
remember_owner = 0
END
}

# Written as libvirtd stores them, so that they are there when it first starts.
write_default_network() { # ETC
    mkdir -p "$1/libvirt/qemu/networks/autostart"
    cat >"$1/libvirt/qemu/networks/default.xml" <<END
<network>
  <name>default</name>
  <uuid>$(new_uuid)</uuid>
  <forward mode='nat'/>
  <bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp>
  </ip>
</network>
END
    ln -s ../default.xml "$1/libvirt/qemu/networks/autostart/default.xml"
}

write_default_pool() { # ETC
    mkdir -p "$1/libvirt/storage/autostart"
    cat >"$1/libvirt/storage/default.xml" <<END
<pool type='dir'>
  <name>default</name>
  <uuid>$(new_uuid)</uuid>
  <target><path>/var/lib/libvirt/images</path></target>
</pool>
END
    ln -s ../default.xml "$1/libvirt/storage/autostart/default.xml"
}

write_host_key() { # DIR HOST ADDRESS
    ssh_key "$1/files/etc/ssh/ssh_host_ed25519_key" "$2"
    say "$2,$3 $(cut -d' ' -f1,2 "$1/files/etc/ssh/ssh_host_ed25519_key.pub")" >>"$STATE/known_hosts"
}

write_host() { # DIR HOST ADDRESS
    local etc=$1/files/etc
    mkdir -p "$etc/ssh"
    new_uuid >"$1/host_uuid"
    say "$3" >"$1/address"
    say "$2" >"$etc/hostname"
    tr -d - </proc/sys/kernel/random/uuid >"$etc/machine-id"
    : >"$etc/resolv.conf"
    write_accounts "$etc"
    write_sshd "$etc"
    write_libvirt "$etc" "$(cat "$1/host_uuid")"
    write_default_network "$etc"
    write_default_pool "$etc"
    write_host_key "$1" "$2" "$3"
}

# How the machine reaches the hosts: ssh -F STATE/ssh_config kvm1
write_client_config() {
    cat >"$STATE/ssh_config" <<END
Host kvm*
    User kloigos
    IdentityFile $STATE/id_ed25519
    IdentitiesOnly yes
    UserKnownHostsFile $STATE/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
    ConnectTimeout 5
    LogLevel ERROR
END
}

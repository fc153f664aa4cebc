# shellcheck shell=bash
# Starting hosts: network, keys, processes, and the record of them.

host_dir() { printf '%s/hosts/%s' "$STATE" "$1"; }
host_names() { # in their order
    local dir
    for dir in "$STATE"/hosts/*/; do
        [ -d "$dir" ] && basename "$dir"
    done | sort -V
}
host_address() { cat "$(host_dir "$1")/address"; }

make_bridge() { # SUBNET
    ip link add "$BRIDGE" type bridge
    ip address add "$1.1/24" dev "$BRIDGE"
    ip link set "$BRIDGE" up
}

# Moving the far end by pid needs no named namespace, which would outlive the host.
plug_in() { # INDEX PID
    local veth
    veth=$(veth_name "$1")
    ip link add "$veth" type veth peer name eth0 netns "$2"
    ip link set "$veth" master "$BRIDGE" up
}

make_state() { # COUNT SUBNET
    local i
    mkdir -m 755 "$STATE" "$STATE/hosts"
    say "$2" >"$STATE/subnet"
    ssh_key "$STATE/id_ed25519" "kloigos-lab-$LAB"
    write_client_config
    say "127.0.0.1 localhost" >"$STATE/hosts.txt"
    for ((i = 1; i <= $1; i++)); do
        say "$2.$((10 + i)) kvm$i" >>"$STATE/hosts.txt"
        printf '\nHost kvm%s\n    HostName %s\n    HostKeyAlias kvm%s\n' "$i" "$2.$((10 + i))" "$i" >>"$STATE/ssh_config"
        mkdir "$(host_dir "kvm$i")"
        write_host "$(host_dir "kvm$i")" "kvm$i" "$2.$((10 + i))"
        give_capabilities "$(host_dir "kvm$i")"
    done
    # Whoever ran this through sudo may use the lab without it.
    chown "${SUDO_UID:-0}" "$STATE/id_ed25519"
}

# The process writes its own record before it becomes a host, then waits for "go":
# killing us at any moment leaves either nothing or something that is recorded.
launch() { # DIR ADDRESS GATEWAY; sets GO
    exec {GO}> >(
        me=$BASHPID
        say "$me $(start_time "$me")" >"$1/process.new"
        mv "$1/process.new" "$1/process"
        exec {LOCK_FD}>&- >>"$1/log" 2>&1
        exec setsid unshare --net --mount --uts --ipc --pid --fork --kill-child \
            "$LAB_DIR/lib/host-init" "$@"
    )
}

start_host() { # INDEX SUBNET
    local dir pid
    dir=$(host_dir "kvm$1")
    launch "$dir" "$2.$((10 + $1))" "$2.1"
    await 5 host_pid "$dir" >/dev/null || die "kvm$1 did not start: $(cat "$dir/log")"
    pid=$(host_pid "$dir")
    await 5 own_network "$pid" || die "kvm$1 has no network of its own"
    plug_in "$1" "$pid"
    say "$pid" >"$dir/pid"
    say go >&"$GO"
    exec {GO}>&-
}

own_network() { # PID
    [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

lab_ssh() { ssh -F "$STATE/ssh_config" "$@"; }

# Up means: the plain user reaches libvirt, and its network and pool run.
answers() { # HOST
    local out
    out=$(timeout 10 ssh -F "$STATE/ssh_config" "$1" \
        "virsh -q -c qemu:///system 'version; net-info default; pool-info default'" 2>/dev/null </dev/null) || return 1
    [[ $out == *QEMU* && $out == *Active:*yes* && $out == *State:*running* ]]
}

await_host() { # HOST
    local dir
    dir=$(host_dir "$1")
    await 60 ready_or_dead "$dir" && await 30 answers_or_dead "$1" "$dir" && ! gone "$dir/process" && return
    warn "$1 does not answer; its log ($dir/log) says:"
    tail -n 20 "$dir/log" >&2
    return 1
}

answers_or_dead() { answers "$1" || gone "$2/process"; } # HOST DIR

ready_or_dead() { # DIR
    gone "$1/process" || [ -e "/proc/$(cat "$1/pid")/root/run/lab/ready" ]
}

await_hosts() {
    local host waiting=() failed=0
    for host in $(host_names); do
        # Without the lock: if we are killed, down need not wait for these.
        await_host "$host" {LOCK_FD}>&- &
        waiting+=($!)
    done
    for host in "${waiting[@]}"; do
        wait "$host" || failed=1
    done
    return "$failed"
}

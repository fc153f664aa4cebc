# shellcheck shell=bash
# A VM on a host of the lab that is tested, driven as kloigos the way an operator would.

V() { # HOST VIRSH-ARGUMENT…
    local host=$1
    shift
    lab_ssh "$host" "virsh -q -c qemu:///system $(printf '%q ' "$@")"
}

upload() { # HOST FILE VOLUME FORMAT
    local size
    size=$(qemu-img info --output=json "$2" | awk -F'[:,]' '/"virtual-size"/ { print $2 + 0; exit }')
    V "$1" vol-create-as default "$3" "$size" --format "$4" >/dev/null &&
        V "$1" vol-upload "$3" /dev/stdin --pool default <"$2"
}

seed_iso() { # FOLDER HOSTNAME: a NoCloud seed with the lab's key
    mkdir -p "$1/seed"
    printf 'instance-id: i-%s\nlocal-hostname: %s\n' "$2" "$2" >"$1/seed/meta-data"
    printf '#cloud-config\nssh_authorized_keys:\n  - %s\nusers:\n  - default\n  - name: ops\n    ssh_authorized_keys:\n      - "%s"\nruncmd:\n  - touch /data/ran\n' \
        "$(cat "$STATE/id_ed25519.pub")" "$(cat "$STATE/id_ed25519.pub")" >"$1/seed/user-data"
    genisoimage -quiet -output "$1/seed.iso" -volid cidata -joliet -rock "$1/seed/meta-data" "$1/seed/user-data"
}

cdrom() { # BUS TARGET
    printf "<disk type='volume' device='cdrom'><driver name='qemu' type='raw'/><source pool='default' volume='seed.iso'/><target dev='%s' bus='%s'/><readonly/></disk>" "$2" "$1"
}

seed_disk() {
    printf "<disk type='volume' device='disk'><driver name='qemu' type='raw'/><source pool='default' volume='seed.iso'/><target dev='vdb' bus='virtio'/><readonly/></disk>"
}

domain() { # NAME MACHINE MEMORY_MIB SEED-DEVICE
    cat <<END
<domain type='qemu'>
  <name>$1</name><memory unit='MiB'>$3</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='$2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='volume' device='disk'><driver name='qemu' type='qcow2'/><source pool='default' volume='$1.qcow2'/><target dev='vda' bus='virtio'/></disk>
    $4
    <controller type='scsi' model='virtio-scsi'/>
    <interface type='network'><source network='default'/><model type='virtio'/></interface>
    <serial type='pty'/><console type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>
  </devices>
</domain>
END
}

lease() { V "$1" net-dhcp-leases default | awk -v name="$2" '$6 == name { sub("/.*", "", $5); print $5 }' | tail -n 1; }
has_lease() { [ -n "$(lease "$1" "$2")" ]; }
vm_state() { [ "$(V "$1" domstate "$2" 2>/dev/null)" = "$3" ]; }

# Throwaway guests have throwaway host keys; the host's own key is checked.
in_guest() { # HOST ADDRESS USER COMMAND…
    local host=$1 address=$2 user=$3
    shift 3
    ssh -o ProxyCommand="ssh -F $STATE/ssh_config -W %h:%p $host" -i "$STATE/id_ed25519" -o IdentitiesOnly=yes \
        -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR -o BatchMode=yes \
        -o ConnectTimeout=10 "$user@$address" "$@" </dev/null
}

# With the agent forwarded: no key is stored on either host.
with_agent() (
    eval "$(ssh-agent -s)" >/dev/null
    trap 'kill "$SSH_AGENT_PID"' EXIT
    ssh-add -q "$STATE/id_ed25519" 2>/dev/null
    "$@"
)

migrate() { # VM FROM TO USER
    with_agent ssh -F "$STATE/ssh_config" -A "$4@$2" \
        "virsh -c qemu:///system migrate --live --persistent --undefinesource --copy-storage-all $1 qemu+ssh://$4@$3/system tcp://$3"
}

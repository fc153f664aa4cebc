# shellcheck shell=bash
# A first libvirtd asks QEMU for a second or two what it can do, and keeps the
# answer. Later hosts are given it; libvirt itself checks that it still holds
# (versions, programs, CPU, whether KVM can be opened), and else asks again.

readonly CAPABILITIES=$IMAGE_CACHE/qemu-capabilities

keep_capabilities() {
    local answers new
    answers=/proc/$(cat "$STATE/hosts/kvm1/pid")/root/var/cache/libvirt/qemu/capabilities
    new=$(mktemp -d "$CAPABILITIES.XXXXXX") || return 0
    cp "$answers"/*.xml "$new/" 2>/dev/null || true
    rm -rf "$CAPABILITIES"
    # Another lab may have been quicker; its answers are as good.
    mv -T "$new" "$CAPABILITIES" 2>/dev/null || rm -rf "$new"
}

give_capabilities() { # DIR
    [ -d "$CAPABILITIES" ] || return 0
    mkdir -p "$1/files/var/cache/libvirt/qemu"
    cp -r "$CAPABILITIES" "$1/files/var/cache/libvirt/qemu/capabilities" || true
}

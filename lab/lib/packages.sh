# shellcheck shell=bash
# Which Debian packages the lab needs, and how they are installed.

# openssh-server, openvswitch-switch and glusterfs-server would each run a service by themselves; their start is blocked.
readonly PACKAGES_HOST=(
    libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients
    qemu-system-x86 qemu-utils openssh-server openssh-client
    dnsmasq-base iptables iproute2 util-linux python3-minimal
    ovmf openvswitch-switch glusterfs-server glusterfs-client
)
# Newer releases cut libvirt-daemon into these; older ones do not know them.
readonly PACKAGES_IF_KNOWN=(
    libvirt-daemon-common libvirt-daemon-log libvirt-daemon-driver-network
    libvirt-daemon-driver-storage libvirt-daemon-driver-nodedev
    libvirt-daemon-driver-interface libvirt-daemon-driver-secret
)
readonly PACKAGES_IMAGE=(syslinux syslinux-common mtools cpio e2fsprogs kmod genisoimage)

installed_packages() {
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p' || true
}

known_packages() {
    apt-cache madison "$@" 2>/dev/null | awk '{ print $1 }'
}

missing_packages() {
    local wanted=("${PACKAGES_HOST[@]}" "${PACKAGES_IMAGE[@]}")
    mapfile -t -O "${#wanted[@]}" wanted < <(known_packages "${PACKAGES_IF_KNOWN[@]}" | sort -u)
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(installed_packages "${wanted[@]}" | sort -u)
}

apt_quiet() {
    DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o=Dpkg::Use-Pty=0 "$@"
}

# Lists that are old or absent make the first try fail; one update repairs that.
install_packages() {
    local log
    log=$(mktemp)
    apt_quiet install --no-install-recommends "$@" >"$log" 2>&1 ||
        { apt_quiet update && apt_quiet install --no-install-recommends "$@"; } >"$log" 2>&1 ||
        { cat "$log" >&2; rm -f "$log"; return 1; }
    rm -f "$log"
}

# openssh-server would start a daemon on the operator's machine. Debian asks
# policy-rc.d first: 101 means no. One that is already there stays in charge.
block_services() {
    [ ! -e /usr/sbin/policy-rc.d ] || return 0
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
}

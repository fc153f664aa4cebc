# shellcheck shell=bash
# The parts of the guest image, made one after the other in the current folder.

readonly GUEST_DEBS=(busybox-static dropbear-bin libtomcrypt1 libtommath1 qemu-guest-agent)

kernel_package() {
    local meta version
    case $GUEST_KERNEL in
        cloud) meta=linux-image-cloud-amd64 ;;
        generic) meta=linux-image-amd64 ;;
        *) meta=$GUEST_KERNEL ;;
    esac
    version=$(apt-cache depends "$meta" | awk '/Depends: linux-image/ { print $2; exit }')
    printf '%s\n' "${version:-$meta}"
}

download() { apt-get download -q -o APT::Sandbox::User=root "$@"; }

# Only unpacked: nothing of this is installed on the machine.
fetch_packages() {
    local deb kernel
    mkdir debs tree
    kernel=$(kernel_package)
    (cd debs && { download "${GUEST_DEBS[@]}" "$kernel" ||
        { apt-get -q update && download "${GUEST_DEBS[@]}" "$(kernel_package)"; }; })
    for deb in debs/*.deb; do dpkg -x "$deb" tree; done
}

kernel_version() { basename tree/lib/modules/*; }

# Libraries come from the packages that we unpacked, else from the machine.
copy_program() { # PROGRAM ROOT
    local library libs=$PWD/tree/usr/lib/x86_64-linux-gnu:$PWD/tree/lib/x86_64-linux-gnu
    install -D -m 755 "$1" "$2/usr/bin/$(basename "$1")"
    ! LD_LIBRARY_PATH=$libs ldd "$1" | grep 'not found' || return 1
    for library in $(LD_LIBRARY_PATH=$libs ldd "$1" | grep -o '/[^ ]*'); do
        if [[ $library == /lib64/ld-* ]]; then install -D -m 755 "$library" "$2$library"
        else install -D -m 755 "$library" "$2/lib/$(basename "$library")"; fi
    done
}

modules_wanted() {
    printf '%s\n' virtio_pci virtio_blk virtio_net virtio_scsi virtio_balloon virtio_console \
        virtio-rng sd_mod sr_mod cdrom isofs vfat nls_ascii nls_cp437 nls_utf8 button evdev \
        ext4 crc32c_generic ahci ata_piix ata_generic e1000 e1000e psmouse
}

# With their dependencies; a module that this kernel has built in or lacks is skipped.
module_files() { # NAME…
    local name
    for name in "$@"; do
        modprobe -d "$PWD/tree" -S "$(kernel_version)" --show-depends "$name" 2>/dev/null || true
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

copy_modules() { # ROOT
    local file wanted
    mapfile -t wanted < <(modules_wanted)
    while read -r file; do
        install -D -m 644 "$file" "$1/${file#"$PWD"/tree/}"
    done < <(module_files "${wanted[@]}")
    depmod -b "$1" "$(kernel_version)"
}

# The system's own files are in guest/root; this adds programs and accounts.
build_root() {
    local file
    depmod -b tree "$(kernel_version)"
    mkdir -p root/{bin,data,dev,etc/dropbear,home/kloigos,lib,mnt,proc,root,run,sbin,sys,tmp,usr/bin,usr/sbin,var/lib,var/log}
    chmod 1777 root/tmp root/data
    chmod 700 root/root
    install -m 755 tree/bin/busybox root/bin/
    chroot root /bin/busybox --install -s /bin
    ln -s /run root/var/run
    ln -s /bin/busybox root/sbin/init
    ln -s /bin/busybox root/sbin/modprobe
    copy_program tree/usr/sbin/dropbear root
    copy_program tree/usr/bin/dropbearkey root
    copy_program tree/usr/sbin/qemu-ga root
    copy_program "$(command -v resize2fs)" root
    copy_modules root
    cp -a "$LAB_DIR/guest/root/." root/
    chown -R 0:0 root
    for file in poweroff reboot halt; do ln -sf /sbin/shutdown "root/bin/$file"; done
    write_guest_accounts root/etc
    chown 1000:1000 root/home/kloigos
}

write_guest_accounts() { # ETC
    printf '%s\n' root:x:0:0:root:/root:/bin/sh kloigos:x:1000:1000:Kloigos:/home/kloigos:/bin/sh >"$1/passwd"
    printf '%s\n' root::19000:0:99999:7::: kloigos:\*:19000:0:99999:7::: >"$1/shadow"
    printf '%s\n' root:x:0: tty:x:5: kloigos:x:1000: >"$1/group"
    printf '%s\n' /bin/sh >"$1/shells"
    say "127.0.0.1 localhost" >"$1/hosts"
    say "kloigos-guest" >"$1/hostname"
    say "made by the lab; tells our root file system from others" >"$1/kloigos-guest"
    chmod 600 "$1/shadow"
}

# Uncompressed: under emulation it is quicker to read more than to unpack.
build_initramfs() {
    local file
    mkdir -p init/{bin,dev,proc,sys,root,modules}
    install -m 755 tree/bin/busybox init/bin/
    for file in mount umount insmod modprobe find cat sort xargs dd sync blockdev sleep sh switch_root; do
        ln -s busybox "init/bin/$file"
    done
    install -m 755 "$LAB_DIR/guest/initramfs-init" init/init
    copy_modules init
    rm -rf init/lib/modules/*/kernel/drivers/{net,input,char,cdrom,virtio/virtio_balloon.ko} init/lib/modules/*/kernel/fs/{isofs,fat,nls}
    for file in $(module_files virtio_pci virtio_blk ext4); do
        ln -s "/lib/modules/${file##*/lib/modules/}" "init/modules/$(basename "$file")"
        basename "$file" >>init/modules/always
    done
    depmod -b init "$(kernel_version)"
    (cd init && find . | cpio -o -H newc --quiet) >initrd
}

# shellcheck shell=bash
# From files to a disk that a BIOS boots: a FAT partition with syslinux and the
# kernel, an ext4 partition with the system.

readonly BOOT_START=2048 BOOT_SECTORS=65536 IMAGE_SECTORS=262144
readonly ROOT_START=$((BOOT_START + BOOT_SECTORS))
readonly ROOT_SECTORS=$((IMAGE_SECTORS - ROOT_START))

boot_config() {
    cat <<'END'
DEFAULT guest
PROMPT 0
TIMEOUT 0
LABEL guest
  KERNEL vmlinuz
  INITRD initrd
END
    # What a throwaway guest needs not do while somebody waits for it to boot.
    say "  APPEND console=tty0 console=ttyS0,115200 quiet loglevel=3 panic=5 net.ifnames=0" \
        "mitigations=off nokaslr no_timer_check tsc=reliable cryptomgr.notests audit=0" \
        "apparmor=0 selinux=0 rcupdate.rcu_expedited=1 initcall_blacklist=init_kprobe_trace" \
        "random.trust_cpu=on"
}

build_boot() { # FILE
    truncate -s $((BOOT_SECTORS * 512)) "$1"
    mformat -i "$1" -v BOOT -T "$BOOT_SECTORS" -h 16 -s 63 -H "$BOOT_START" ::
    boot_config >syslinux.cfg
    mcopy -i "$1" tree/boot/vmlinuz-* ::vmlinuz
    mcopy -i "$1" initrd syslinux.cfg ::
    syslinux --install "$1"
}

little_endian() { # NUMBER, as four octal escapes
    printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

partition() { # FLAG TYPE START SECTORS, CHS left at zero
    printf '\\%s\\000\\000\\000\\%s\\000\\000\\000%s%s' "$1" "$2" "$(little_endian "$3")" "$(little_endian "$4")"
}

write_partition_table() { # DISK
    # shellcheck disable=SC2059 # the escapes are the point
    printf "$(partition 200 016 "$BOOT_START" "$BOOT_SECTORS")$(partition 000 203 "$ROOT_START" "$ROOT_SECTORS")" |
        dd of="$1" bs=1 seek=446 conv=notrunc status=none
    printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
}

build_disk() {
    truncate -s $((ROOT_SECTORS * 512)) root.img
    mke2fs -q -t ext4 -L lab-root -m 0 -E lazy_itable_init=0,root_owner=0:0 -d root root.img
    truncate -s $((IMAGE_SECTORS * 512)) disk.img
    dd if=/usr/lib/syslinux/mbr/mbr.bin of=disk.img bs=440 count=1 conv=notrunc status=none
    write_partition_table disk.img
    dd if=boot.img of=disk.img bs=1M seek=$((BOOT_START / 2048)) conv=notrunc,sparse status=none
    dd if=root.img of=disk.img bs=1M seek=$((ROOT_START / 2048)) conv=notrunc,sparse status=none
    qemu-img convert -q -f raw -O qcow2 -c disk.img image.qcow2
}

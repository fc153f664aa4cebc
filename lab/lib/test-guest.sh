# shellcheck shell=bash
# The tests with a guest, in the order of their numbers; later ones use the VM of
# earlier ones. Deadlines are generous: guests are emulated, the machine may be busy.

test_20_a_guest_gets_a_lease_under_its_seeds_name() {
    seed_iso "$WORK" web
    upload kvm1 "$(guest_image)" web.qcow2 qcow2
    upload kvm1 "$WORK/seed.iso" seed.iso raw
    domain web q35 128 "$(cdrom scsi sda)" >"$WORK/web.xml"
    V kvm1 define /dev/stdin <"$WORK/web.xml"
    V kvm1 start web
    await 90 has_lease kvm1 web
}

test_21_the_guest_is_reached_through_its_host_with_the_seeds_key() {
    local user
    await 60 in_guest kvm1 "$(lease kvm1 web)" kloigos true
    for user in root ops; do in_guest kvm1 "$(lease kvm1 web)" "$user" true; done
    await 30 in_guest kvm1 "$(lease kvm1 web)" root test -e /data/ran
    in_guest kvm1 "$(lease kvm1 web)" kloigos 'echo kept >/data/file && sync'
}

test_22_the_guest_agent_answers() {
    await 30 V kvm1 qemu-agent-command web '{"execute":"guest-ping"}'
}

migrates_as() { # USER FROM TO
    upload "$3" "$WORK/seed.iso" seed.iso raw 2>/dev/null || true
    migrate web "$2" "$3" "$1"
    vm_state "$3" web running
    fails V "$2" domstate web
    # A moved guest keeps its address but the other host's network has to learn it.
    await 60 V "$3" qemu-agent-command web '{"execute":"guest-ping"}'
}

test_30_a_live_guest_moves_as_the_plain_user_with_a_forwarded_agent() { migrates_as kloigos kvm1 kvm2; }
test_31_a_live_guest_moves_back_as_root() { migrates_as root kvm2 kvm1; }

test_32_what_the_guest_wrote_survived_the_moves() {
    [ "$(in_guest kvm1 "$(lease kvm1 web)" kloigos cat /data/file)" = kept ]
}

test_33_a_graceful_shutdown_ends_the_guest() {
    V kvm1 shutdown web --mode acpi
    await 20 vm_state kvm1 web "shut off"
}

grown() { [ "$(in_guest kvm1 "$(lease kvm1 web)" root df -m / | awk 'END { print ($2 > 200) }')" = 1 ]; }

test_34_files_survive_and_the_system_grows_with_its_disk() {
    V kvm1 vol-resize web.qcow2 400MiB --pool default
    V kvm1 start web
    await 90 in_guest kvm1 "$(lease kvm1 web)" kloigos true
    [ "$(in_guest kvm1 "$(lease kvm1 web)" kloigos cat /data/file)" = kept ]
    await 30 grown
}

boots_with() { # NAME MACHINE MEMORY SEED-DEVICE
    seed_iso "$WORK" "$1"
    upload kvm1 "$(guest_image)" "$1.qcow2" qcow2
    V kvm1 vol-upload seed.iso "/dev/stdin" --pool default <"$WORK/seed.iso"
    domain "$@" >"$WORK/$1.xml"
    V kvm1 define /dev/stdin <"$WORK/$1.xml"
    V kvm1 start "$1"
    await 90 has_lease kvm1 "$1"
    await 60 in_guest kvm1 "$(lease kvm1 "$1")" kloigos true
    V kvm1 destroy "$1"
}

test_35_a_seed_on_a_virtio_disk_and_96_mib_will_do() { V kvm1 destroy web; boots_with small q35 96 "$(seed_disk)"; }
test_36_a_seed_on_an_ide_drive_will_do() { boots_with old pc 128 "$(cdrom ide hda)"; }

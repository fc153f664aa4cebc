# shellcheck shell=bash
# The tests of hosts, in the order of their numbers: those below 20 run before the
# tests with a guest, the others after them.

readonly NET1=10.231.1 NET2=10.231.2

up1() { "$LAB_DIR/up" 2 --name lt1 --subnet "$NET1"; }
down1() { "$LAB_DIR/down" --name lt1; }

# A plain "! command" would not fail a test: errexit passes over it.
fails() { ! "$@"; }

# What must be as it was: all but what labs other than ours own or change.
footprint() {
    ip -o link show | awk -F': ' '{ print $2 }' | grep -v '^kl-' || true
    ip -o link show | grep -o 'kl-lt[12][^@:]*' || true
    ip netns list
    awk '{ print $5, $9 }' /proc/self/mountinfo | sort
    our_processes
}

# By namespace, not by name: who lives in a pid namespace that is neither ours nor
# recorded by another lab; and who was started for one of our labs.
our_processes() {
    local known
    known=$(for record in "$LAB_RUN"/*/hosts/*/pid; do
        [[ $record == */lt[12]/* ]] || readlink "/proc/$(cat "$record")/ns/pid"
    done 2>/dev/null; readlink /proc/self/ns/pid)
    for process in /proc/[0-9]*; do
        namespace=$(readlink "$process/ns/pid" 2>/dev/null) || continue
        grep -qF "$namespace" <<<"$known" || say "$namespace"
        tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -o 'unshare.*kloigos-lab/lt[12].*' || true
    done
}

same_footprint() { diff "$WORK/before" <(footprint); }

test_10_up_works_twice_in_a_row() {
    footprint >"$WORK/before"
    up1
    up1
    [ "$(awk '/^kvm/' < <(up1) | wc -l)" = 2 ]
}

test_11_status_tells_who_answers() {
    "$LAB_DIR/status" --name lt1
    [ "$("$LAB_DIR/status" --name lt1 --json | grep -o '"up":true' | wc -l)" = 2 ]
    "$LAB_DIR/exec" --name lt1 kvm2 lab-service stop libvirtd
    fails "$LAB_DIR/status" --name lt1
    "$LAB_DIR/exec" --name lt1 kvm2 lab-service start libvirtd
    await 20 "$LAB_DIR/status" --name lt1
}

test_12_the_record_names_hosts_with_keys_of_their_own() {
    python3 - "$STATE/lab.json" <<'END'
import json, sys
lab = json.load(open(sys.argv[1]))
hosts = lab["hosts"]
assert [h["name"] for h in hosts] == ["kvm1", "kvm2"], hosts
assert len({h["host_key"] for h in hosts}) == len({h["host_uuid"] for h in hosts}) == 2
assert open(lab["key"]).read().startswith("-----BEGIN") and open(lab["guest_image"], "rb").read(3) == b"QFI"
END
}

test_13_the_plain_user_drives_libvirt_and_is_not_root() {
    V kvm1 list --all
    [ "$("$LAB_DIR/ssh" --name lt1 kvm1 id -Gn)" = "kloigos libvirt" ]
    V kvm1 capabilities >"$WORK/capabilities"
    grep -q "<domain type='qemu'" "$WORK/capabilities"
    fails grep -q "<domain type='kvm'" "$WORK/capabilities"
    fails lab_ssh kvm1 sudo -n true
}

test_14_the_secrets_of_the_machine_are_not_on_the_host() {
    lab_ssh root@kvm1 'test "$(ls -A /root)" = .ssh && ! grep -q "[$]" /etc/shadow && ! ls -d /etc/letsencrypt /etc/ssl/private'
    [ "$(lab_ssh root@kvm1 ls /home)" = kloigos ]
    [ "$(lab_ssh root@kvm1 'wc -l </root/.ssh/authorized_keys')" = 1 ]
}

test_15_many_sessions_share_one_connection() {
    local i waiting=()
    lab_ssh -o ControlMaster=yes -o ControlPath="$WORK/master" -N kvm1 &
    await 10 test -S "$WORK/master"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        lab_ssh -o ControlPath="$WORK/master" kvm1 true &
        waiting+=($!)
    done
    for i in "${waiting[@]}"; do wait "$i"; done
    ssh -o ControlPath="$WORK/master" -O exit kvm1
}

test_40_two_labs_live_side_by_side() {
    "$LAB_DIR/up" 1 --name lt2 --subnet "$NET2"
    "$LAB_DIR/status" --name lt1
    "$LAB_DIR/down" --name lt2
    "$LAB_DIR/status" --name lt1
}

test_50_down_leaves_nothing_and_may_be_repeated() {
    down1
    await 10 same_footprint
    down1
    fails "$LAB_DIR/status" --name lt1
}

# The moments are conditions that hold at different points of the way up.
killed_when() { # CONDITION…
    setsid "$LAB_DIR/up" 2 --name lt1 --subnet "$NET1" >"$WORK/up.log" 2>&1 &
    local pid=$!
    await 30 "$@"
    kill -KILL "$pid"
    wait "$pid" || true
    down1
    await 10 same_footprint
}

kvm2_is_ready() { [ -e "/proc/$(cat "$STATE/hosts/kvm2/pid")/root/run/lab/ready" ]; } 2>/dev/null

test_51_down_clears_what_up_left_when_killed_with_files_only() { killed_when test -d "$STATE/hosts"; }
test_52_down_clears_what_up_left_when_killed_with_a_bridge() { killed_when test -e "/sys/class/net/$BRIDGE"; }
test_53_down_clears_what_up_left_when_killed_at_the_first_host() { killed_when test -e "$STATE/hosts/kvm1/process"; }
test_54_down_clears_what_up_left_when_killed_at_the_second_host() { killed_when test -e "$STATE/hosts/kvm2/pid"; }
test_55_down_clears_what_up_left_when_killed_with_hosts_running() { killed_when kvm2_is_ready; }

test_56_up_replaces_what_a_killed_up_left() {
    setsid "$LAB_DIR/up" 2 --name lt1 --subnet "$NET1" >"$WORK/up.log" 2>&1 &
    await 30 test -e "$STATE/hosts/kvm2/pid"
    kill -KILL $!
    up1
    "$LAB_DIR/status" --name lt1
    down1
    await 10 same_footprint
}

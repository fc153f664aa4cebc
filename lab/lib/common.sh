# shellcheck shell=bash
# What every script of the lab shares: names, paths, messages, the lock.

readonly LAB_RUN=/run/kloigos-lab
LAB_DIR=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
readonly LAB_DIR
export LAB_DIR

say() { printf '%s\n' "$*"; }
warn() { printf 'lab: %s\n' "$*" >&2; }
die() { warn "$*"; exit 1; }

# The comment at the head of a script is its --help.
usage() {
    awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
    exit "${1:-0}"
}

need_root() {
    [ "$(id -u)" -eq 0 ] || die "needs root: sudo $0 $*"
}

# Short, because interface names end at 15 characters.
valid_name() {
    [[ $1 =~ ^[a-z][a-z0-9]{0,7}$ ]] ||
        die "a lab's name is 1 to 8 characters of a-z and 0-9, a letter first: '$1'"
}

# Everything that a lab owns on the machine is named from the lab's name.
use_lab() {
    valid_name "$1"
    LAB=$1
    STATE=$LAB_RUN/$LAB
    BRIDGE=kl-$LAB
    export LAB STATE BRIDGE
}

veth_name() { printf 'kl-%s-%s' "$LAB" "$1"; }

labs() {
    local dir
    for dir in "$LAB_RUN"/*/; do
        [ -d "$dir" ] && basename "$dir"
    done
    return 0
}

# One change of a lab at a time. Hosts must not inherit this descriptor: they
# would hold the lock for as long as they live.
lock_lab() {
    local seconds=60
    mkdir -p "$LAB_RUN"
    exec {LOCK_FD}>"$LAB_RUN/.$LAB.lock"
    flock -w "$seconds" "$LOCK_FD" ||
        die "another command has been changing lab $LAB for $seconds s; try again when it has ended"
}

# await SECONDS COMMAND…: polls until the command succeeds.
await() {
    local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/[.,]/} < deadline)) || return 1
        sleep 0.05
    done
}

# shellcheck shell=bash
# The guest image: where it is kept and when it is built.

readonly IMAGE_CACHE=${KLOIGOS_LAB_CACHE:-/var/cache/kloigos-lab}
# cloud boots fastest but knows no SATA and no e1000; generic knows both.
readonly GUEST_KERNEL=${KLOIGOS_LAB_KERNEL:-cloud}

# The answer to "is it built already", so it must not ask the package system.
image_hash() {
    (
        cd "$LAB_DIR" || exit
        . /etc/os-release
        say "$GUEST_KERNEL ${VERSION_CODENAME:-} $(uname -m)"
        find lib/image-* guest -type f | LC_ALL=C sort | xargs sha256sum
    ) | sha256sum | cut -c1-12
}

image_path() { printf '%s/kloigos-guest-%s.qcow2' "$IMAGE_CACHE" "$(image_hash)"; }

# Two labs that start together build it once.
guest_image() { # [force]
    local path
    path=$(image_path)
    mkdir -p "$IMAGE_CACHE"
    (
        flock 9
        if [ ! -s "$path" ] || [ -n "${1:-}" ]; then build_image "$path" 9>&-; fi
    ) 9>"$IMAGE_CACHE/.lock" || return 1
    printf '%s\n' "$path"
}

# A build that was killed leaves its folder; the next one takes it away. It is a
# program of its own so that its first error ends it, whoever called us.
build_image() { # PATH
    rm -rf "$IMAGE_CACHE"/build.*
    # Images of older inputs, unless a lab that is up may still name them.
    find "$IMAGE_CACHE" -name 'kloigos-guest-*.qcow2' -mtime +7 -delete
    local work
    work=$(mktemp -d "$IMAGE_CACHE/build.XXXXXX")
    warn "building the guest image, once (about 10 s)"
    if "$LAB_DIR/lib/image-build" "$work" "$GUEST_KERNEL" >"$work/log" 2>&1; then
        mv "$work/image.qcow2" "$1"
        rm -rf "$work"
    else
        tail -n 20 "$work/log" >&2
        warn "the guest image was not built; see $work/log"
        return 1
    fi
}

# shellcheck shell=bash
# Taking a lab away, whole or what a killed run left of it.

lab_links() {
    ip -o link show 2>/dev/null | awk -F': ' -v lab="$BRIDGE" '
        { sub(/@.*/, "", $2) } $2 == lab || index($2, lab "-") == 1 { print $2 }'
}

# A namespace that is being torn down removes its veth by itself at the same time.
remove_links() {
    local link
    for link in $(lab_links); do
        ip link delete "$link" 2>/dev/null || true
    done
    [ -z "$(lab_links)" ]
}

clear_lab() {
    local dir
    for dir in "$STATE"/hosts/*/; do
        [ ! -d "$dir" ] || kill_host "$dir"
    done
    await 5 remove_links || die "these interfaces stay: $(lab_links)"
    # Mounts of a host live in its own namespace: what is left here are plain files.
    rm -rf --one-file-system "$STATE"
}

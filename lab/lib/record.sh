# shellcheck shell=bash
# lab.json: what other programs read about a lab. No value needs escaping: names
# are checked, the rest is generated.

host_record() { # HOST
    local dir
    dir=$(host_dir "$1")
    printf '{"name":"%s","address":"%s","port":22,"host_key":"%s","host_uuid":"%s","pid":%s}' \
        "$1" "$(cat "$dir/address")" "$(cat "$dir/files/etc/ssh/ssh_host_ed25519_key.pub")" \
        "$(cat "$dir/host_uuid")" "$(cat "$dir/pid")"
}

lab_record() { # GUEST_IMAGE
    local host comma=
    printf '{"name":"%s","subnet":"%s","user":"kloigos","key":"%s","guest_image":"%s","hosts":[' \
        "$LAB" "$(cat "$STATE/subnet")" "$STATE/id_ed25519" "$1"
    for host in $(host_names); do
        printf '%s\n  ' "$comma"
        host_record "$host"
        comma=,
    done
    printf '\n]}\n'
}

write_record() { # GUEST_IMAGE
    lab_record "$1" >"$STATE/lab.json.new"
    mv "$STATE/lab.json.new" "$STATE/lab.json"
}

print_table() {
    local host
    printf '%-8s %-16s %s\n' NAME ADDRESS SSH
    for host in $(host_names); do
        printf '%-8s %-16s %s\n' "$host" "$(host_address "$host")" "ssh -F $STATE/ssh_config $host"
    done
}

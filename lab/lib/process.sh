# shellcheck shell=bash
# Processes of a lab. A recorded pid is trusted only with its start time, so that
# a number that the kernel gave to somebody else is never killed.

start_time() { # PID
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # The command in parentheses may hold spaces; field 22 is 20 after it.
    stat=${stat##*) }
    local fields
    read -ra fields <<<"$stat"
    [ "${fields[0]}" != Z ] && printf '%s\n' "${fields[19]}"
}

# Prints the pid when the process of a record "PID START" still lives.
recorded_pid() { # FILE
    local pid started
    read -r pid started 2>/dev/null <"$1" || return 1
    [ "$(start_time "$pid")" = "$started" ] && printf '%s\n' "$pid"
}

# unshare's only child is process 1 of the host.
child_of() { # PID
    local children
    read -r children <"/proc/$1/task/$1/children" 2>/dev/null || true
    [ -n "${children:-}" ] && printf '%s\n' "${children%% *}"
}

host_pid() { # DIR
    local parent
    parent=$(recorded_pid "$1/process") && child_of "$parent"
}

gone() { ! recorded_pid "$1" >/dev/null; }

# The death of process 1 ends everything in its pid namespace, with the mounts and
# the network; unshare returns when the last of them is gone, so we wait for it.
kill_host() { # DIR
    local parent
    parent=$(recorded_pid "$1/process") || return 0
    kill -KILL "$(child_of "$parent" || echo "$parent")" 2>/dev/null || true
    await 10 gone "$1/process" || kill -KILL "$parent" 2>/dev/null || true
}

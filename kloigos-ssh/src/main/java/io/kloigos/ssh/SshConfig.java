package io.kloigos.ssh;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How hosts are reached over SSH.
 *
 * @param keyFile private key to log in with; null for the OpenSSH agent ({@code SSH_AUTH_SOCK}) or, without one, the
 *     usual files in {@code ~/.ssh}
 * @param connectTimeout for name, TCP, key exchange and login together
 * @param commandDeadline for one short command, the wait for a free shell included
 * @param sweepDeadline for one complete look at a host
 * @param stallTimeout how long a streaming command may make no progress
 * @param keepalive interval of the heartbeat; a host that leaves one of them unanswered has its session closed, within two
 *     intervals of falling silent
 * @param shellsPerHost warm virsh shells kept open per host
 * @param channelsPerHost SSH channels in use per host at most, beside the one for events (and one more for a moment
 *     while it is made anew); sshd's own {@code MaxSessions} is 10 unless changed
 * @param sshConfig OpenSSH client config whose aliases, users, keys and jump hosts are honoured; null for none
 * @param templates folder whose files replace templates of the same name; null for the built-in ones
 */
public record SshConfig(
        @Nullable Path keyFile,
        Duration connectTimeout,
        Duration commandDeadline,
        Duration sweepDeadline,
        Duration stallTimeout,
        Duration keepalive,
        int shellsPerHost,
        int channelsPerHost,
        @Nullable Path sshConfig,
        @Nullable Path templates) {
    public SshConfig {
        requirePositive(connectTimeout, "connectTimeout");
        requirePositive(commandDeadline, "commandDeadline");
        requirePositive(sweepDeadline, "sweepDeadline");
        requirePositive(stallTimeout, "stallTimeout");
        requirePositive(keepalive, "keepalive");
        if (shellsPerHost < 1 || channelsPerHost <= shellsPerHost) {
            throw new IllegalArgumentException("needs at least one shell, and more channels than shells");
        }
    }

    /** What suits hosts in one data centre. */
    public static SshConfig defaults() {
        return new SshConfig(
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                2,
                5,
                null,
                null);
    }

    public SshConfig withKeyFile(@Nullable Path file) {
        return new SshConfig(
                file,
                connectTimeout,
                commandDeadline,
                sweepDeadline,
                stallTimeout,
                keepalive,
                shellsPerHost,
                channelsPerHost,
                sshConfig,
                templates);
    }

    public SshConfig withConnectTimeout(Duration timeout) {
        return new SshConfig(
                keyFile,
                timeout,
                commandDeadline,
                sweepDeadline,
                stallTimeout,
                keepalive,
                shellsPerHost,
                channelsPerHost,
                sshConfig,
                templates);
    }

    /** The deadline of a short command and of a sweep, and the stall timeout, all the same. */
    public SshConfig withDeadlines(Duration deadline) {
        return new SshConfig(
                keyFile,
                connectTimeout,
                deadline,
                deadline,
                deadline,
                keepalive,
                shellsPerHost,
                channelsPerHost,
                sshConfig,
                templates);
    }

    public SshConfig withTemplates(@Nullable Path folder) {
        return new SshConfig(
                keyFile,
                connectTimeout,
                commandDeadline,
                sweepDeadline,
                stallTimeout,
                keepalive,
                shellsPerHost,
                channelsPerHost,
                sshConfig,
                folder);
    }

    /** An OpenSSH client config to honour, such as {@code ~/.ssh/config}; null for none. */
    public SshConfig withSshConfig(@Nullable Path file) {
        return new SshConfig(
                keyFile,
                connectTimeout,
                commandDeadline,
                sweepDeadline,
                stallTimeout,
                keepalive,
                shellsPerHost,
                channelsPerHost,
                file,
                templates);
    }

    public SshConfig withKeepalive(Duration interval) {
        return new SshConfig(
                keyFile,
                connectTimeout,
                commandDeadline,
                sweepDeadline,
                stallTimeout,
                interval,
                shellsPerHost,
                channelsPerHost,
                sshConfig,
                templates);
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}

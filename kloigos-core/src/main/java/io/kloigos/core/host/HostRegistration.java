package io.kloigos.core.host;

import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.JumpHost;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host as an operator registers it.
 *
 * @param hostId 1 to 64 letters, digits, {@code . _ -}
 * @param sshUser the account to log in as; null for the user that Kloigos runs as
 * @param cpuCores 0 to find out by looking
 * @param memoryMb 0 to find out by looking
 * @param hostKey the host's OpenSSH public key line; null to accept one later, or on first use
 * @param trustOnFirstUse accept the key that the host shows at its first connection
 * @param jump the machine through which the host is reached; null to reach it directly
 */
public record HostRegistration(
        String hostId,
        String name,
        String address,
        int port,
        @Nullable String sshUser,
        String libvirtUri,
        int cpuCores,
        long memoryMb,
        @Nullable String hostKey,
        boolean trustOnFirstUse,
        List<String> tags,
        @Nullable String projectId,
        @Nullable JumpHost jump) {
    /** Where libvirt's system daemon is found on a host. */
    public static final String SYSTEM_URI = "qemu:///system";

    private static final int MOST_CORES = 65_536;
    private static final long MOST_MEMORY_MB = 1L << 40;
    private static final Pattern URI = Pattern.compile("[a-z][a-z0-9+]*:///[A-Za-z0-9/._?=&%-]*");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@-]{0,63}");
    private static final Pattern KEY = Pattern.compile("(ssh|ecdsa|sk)-[A-Za-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}( .*)?");

    private static final String KEY_WORDS =
            "must be an OpenSSH public key line, such as ssh-ed25519 AAAA… (ssh-keyscan prints it)";

    public HostRegistration {
        new Checks()
                .hostname("host_id", hostId)
                .that(hostId == null || hostId.length() <= 64, "host_id", "must have at most 64 characters")
                .text("name", name, 255)
                .address("address", address)
                .range("port", port, 1, 65_535)
                .that(sshUser == null || USER.matcher(sshUser).matches(), "user", "must be a user name")
                .that(
                        libvirtUri.length() <= 255 && URI.matcher(libvirtUri).matches(),
                        "libvirt_uri",
                        "must be a URI as seen on the host, such as " + SYSTEM_URI)
                .range("cpu_cores", cpuCores, 0, MOST_CORES)
                .that(!"auto".equals(hostId), "host_id", "must not be auto, which has a VM placed")
                .range("memory_mb", memoryMb, 0, MOST_MEMORY_MB)
                .that(tags.size() <= 64, "tags", "must have at most 64 entries")
                .done();
        if (jump != null) {
            check(jump);
        }
        tags.forEach(tag -> new Checks().text("tags", tag, 63).done());
        if (hostKey != null) {
            checkKey(hostKey);
            hostKey = hostKey.strip();
        }
        tags = List.copyOf(tags);
    }

    /** A host that is reached directly. */
    public HostRegistration(
            String hostId,
            String name,
            String address,
            int port,
            @Nullable String sshUser,
            String libvirtUri,
            int cpuCores,
            long memoryMb,
            @Nullable String hostKey,
            boolean trustOnFirstUse,
            List<String> tags,
            @Nullable String projectId) {
        this(
                hostId,
                name,
                address,
                port,
                sshUser,
                libvirtUri,
                cpuCores,
                memoryMb,
                hostKey,
                trustOnFirstUse,
                tags,
                projectId,
                null);
    }

    private static void check(JumpHost jump) {
        new Checks()
                .address("jump.address", jump.address())
                .that(USER.matcher(jump.user()).matches(), "jump.user", "must be a user name")
                .that(isKey(jump.hostKey()), "jump.host_key", KEY_WORDS)
                .done();
    }

    static void checkKey(String line) {
        if (!isKey(line)) {
            throw KloigosException.invalid("host_key", KEY_WORDS);
        }
    }

    private static boolean isKey(String line) {
        return line.length() <= 2048 && KEY.matcher(line.strip()).matches();
    }
}

package io.kloigos.ssh.virsh;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one place that decides what an error text of virsh means. Texts as of libvirt 4.5 to 10. */
public final class VirshErrors {
    /** Names stand in quotes; what they say must not decide anything. */
    private static final Pattern QUOTED = Pattern.compile("'[^'\\n]*'|\"[^\"\\n]*\"");

    private static final Pattern LACKING = Pattern.compile("does not provide required features: ([^\\n]+)");
    private static final Map<VirshProblem, Pattern> PROBLEMS = problems();

    private VirshErrors() {}

    private static Map<VirshProblem, Pattern> problems() {
        Map<VirshProblem, Pattern> map = new LinkedHashMap<>();
        map.put(
                VirshProblem.NO_VIRSH,
                any("virsh: (command )?not found", "\\bvirsh\\b.*: not found", "env: .*No such file or directory"));
        map.put(
                VirshProblem.PERMISSION,
                any(
                        "Failed to connect socket to .*: Permission denied",
                        "authentication unavailable",
                        "authentication failed",
                        "read only access prevents",
                        "access denied"));
        map.put(
                VirshProblem.LIBVIRT_AWAY,
                any(
                        "Failed to connect socket",
                        "unable to connect socket",
                        "failed to connect to the hypervisor",
                        "Failed to reconnect to the hypervisor",
                        "End of file while reading data",
                        "client socket is closed",
                        "no valid connection",
                        "Cannot (recv|write) data",
                        "connection closed due to keepalive timeout"));
        map.put(VirshProblem.UNSUPPORTED, any("is not supported by the connection driver"));
        map.put(VirshProblem.CPU_INCOMPATIBLE, any("the CPU is incompatible with host CPU"));
        map.put(VirshProblem.NO_JOB, any("no job is active on the domain", "does not have an active block job"));
        map.put(
                VirshProblem.NOT_LIVE,
                any(
                        "greater than max allowable vcpus",
                        "cannot set memory higher than max memory",
                        "device unplug request for not supported device",
                        "unplug request timed out",
                        "failed to find appropriate hotpluggable vcpus",
                        "vcpus? (un|hot)?plug.* not (yet )?(supported|possible)",
                        "cannot (change|be) hot(un)?plug"));
        map.put(VirshProblem.NO_DOMAIN, any("Domain not found", "no domain with matching", "failed to get domain ''"));
        map.put(
                VirshProblem.NO_POOL,
                any("Storage pool not found", "no storage pool with matching", "failed to get pool ''"));
        map.put(
                VirshProblem.NO_VOLUME,
                any(
                        "Storage volume not found",
                        "no storage vol(ume)? with matching",
                        "failed to get vol ''",
                        // on a share, of a file that another host has deleted
                        "cannot (open volume|read header) '': Stale file handle"));
        map.put(
                VirshProblem.NO_NETWORK,
                any("Network not found", "no network with matching", "failed to get network ''"));
        map.put(VirshProblem.NETWORK_IN_USE, any("[Nn]etwork is already in use by interface"));
        map.put(
                VirshProblem.NO_FILTER,
                any("Network filter not found", "no nwfilter with matching", "failed to get nwfilter ''"));
        map.put(VirshProblem.FILTER_IN_USE, any("nwfilter is in use"));
        map.put(VirshProblem.NO_SNAPSHOT, any("Domain snapshot not found", "no domain snapshot with matching"));
        map.put(VirshProblem.OLD_SNAPSHOTS, any("resize a v2 image which has snapshots"));
        map.put(VirshProblem.POOL_INACTIVE, any("pool .*is not active"));
        map.put(
                VirshProblem.ALREADY_ACTIVE,
                any(
                        "[Dd]omain.* is already active",
                        "pool .*is already active",
                        "domain is already running",
                        "domain is not paused",
                        "network is already active"));
        map.put(
                VirshProblem.NOT_RUNNING,
                any("domain is not running", "domain is not active", "network .*is not active"));
        map.put(
                VirshProblem.EXISTS,
                any(
                        "already exists",
                        "RTNETLINK answers: File exists",
                        "exists already",
                        "is already defined with uuid",
                        "already in use by another",
                        "storage volume name .*already in use"));
        map.put(
                VirshProblem.NO_SPACE,
                any("No space left on device", "[Nn]ot enough free space", "Disk quota exceeded"));
        map.put(VirshProblem.UNTOLD, any("An error occurred, but the cause is unknown"));
        map.put(
                VirshProblem.LOCKED,
                any(
                        "Failed to get .* lock",
                        "Cannot acquire state change lock",
                        "is another process using",
                        "still in use",
                        "resource busy"));
        return map;
    }

    private static Pattern any(String... alternatives) {
        return Pattern.compile(String.join("|", alternatives));
    }

    static VirshProblem problem(String err) {
        String text = QUOTED.matcher(err).replaceAll("''");
        return PROBLEMS.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(VirshProblem.OTHER);
    }

    /** The exception for a reply that is not ok. */
    public static KloigosException failure(String host, VirshReply reply) {
        return new KloigosException(code(reply.problem()), "Host " + host + ": " + sentence(reply.err()), null);
    }

    private static ErrorCode code(VirshProblem problem) {
        return switch (problem) {
            case NO_DOMAIN, NO_POOL, NO_VOLUME, NO_NETWORK, NO_FILTER, NO_SNAPSHOT -> ErrorCode.NOT_FOUND;
            case EXISTS, LOCKED, NETWORK_IN_USE, FILTER_IN_USE, OLD_SNAPSHOTS -> ErrorCode.CONFLICT;
            case LIBVIRT_AWAY -> ErrorCode.HOST_UNREACHABLE;
            default -> ErrorCode.HOST_FAILED;
        };
    }

    /** What a CPU that was found incompatible lacks, as the end of a sentence about its host. */
    public static String lackingFeatures(String err) {
        Matcher features = LACKING.matcher(err);
        return features.find()
                ? "lacks " + features.group(1).strip()
                : "is another one (libvirt said: " + sentence(err).replaceFirst("\\.$", "") + ")";
    }

    /** virsh's lines without their prefix, as one sentence. */
    public static String sentence(String err) {
        String joined = String.join(
                "; ",
                err.lines()
                        .map(line -> line.replaceFirst("^error: ", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList());
        return joined.endsWith(".") ? joined : joined + ".";
    }
}

package io.kloigos.ssh.virsh;

import java.util.regex.Pattern;

/**
 * What virsh said to one command.
 *
 * @param out its standard output
 * @param err its standard error, without the lines about losing and regaining libvirtd, which belong to no command
 */
public record VirshReply(String out, String err) {
    private static final Pattern CHATTER =
            Pattern.compile("(?m)^error: (Disconnected from .*|Reconnected to the hypervisor)\\R?");

    public VirshReply {
        err = CHATTER.matcher(err).replaceAll("").strip();
    }

    /** virsh's shell has no exit status: a failure is an error line. */
    public boolean ok() {
        return !err.startsWith("error:") && !err.contains("\nerror:");
    }

    /** What went wrong; {@link VirshProblem#NONE} when nothing did. */
    public VirshProblem problem() {
        return ok() ? VirshProblem.NONE : VirshErrors.problem(err);
    }
}

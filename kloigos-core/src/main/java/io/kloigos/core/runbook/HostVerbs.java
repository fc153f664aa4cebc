package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostService;
import io.kloigos.core.host.command.HostCommandService;
import io.kloigos.core.hypervisor.PreflightCheck;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What runbooks can do with hosts. */
final class HostVerbs {
    private final HostService hosts;
    private final HostCommandService commands;
    private final Evacuations evacuations;

    HostVerbs(HostService hosts, HostCommandService commands, Evacuations evacuations) {
        this.hosts = hosts;
        this.commands = commands;
        this.evacuations = evacuations;
    }

    List<Verb> all() {
        return List.of(
                new Verb("host.mark", Set.of("host_id", "action"), Set.of(), this::mark),
                new Verb("host.refresh", Set.of("host_id"), Set.of(), this::refresh),
                new Verb("host.check", Set.of("host_id"), Set.of(), this::check),
                new Verb("host.run", Set.of("host_id", "command"), Set.of(), this::run),
                new Verb("host.evacuate", Set.of("host_id"), Set.of("parallel", "mode"), evacuations::evacuate));
    }

    private String mark(Arguments with, Conductor conductor) {
        String hostId = with.text("host_id");
        HostAction action = with.word("action", HostAction.class);
        if (hosts.get(hostId).mode() == action.mode()) {
            return "Host " + hostId + " was so already";
        }
        conductor.change(() -> hosts.act(conductor.caller(), hostId, action));
        return "Host " + hostId + ": " + action.name().toLowerCase(Locale.ROOT);
    }

    private String refresh(Arguments with, Conductor conductor) {
        String hostId = with.text("host_id");
        conductor.change(() -> hosts.refresh(hostId).checkReachable());
        return "Looked at host " + hostId;
    }

    /** One of the lines that the operator allows; nobody adds words to it. */
    private String run(Arguments with, Conductor conductor) {
        String hostId = with.text("host_id");
        String command = with.text("command");
        conductor.perform("run", caller -> commands.run(caller, hostId, command));
        return "Ran " + command + " on host " + hostId;
    }

    private String check(Arguments with, Conductor conductor) {
        String hostId = with.text("host_id");
        String failed = hosts.preflight(hostId).stream()
                .filter(check -> check.result() == PreflightCheck.Result.FAILED)
                .map(check -> check.name() + ": " + check.detail()
                        + (check.mend() == null ? "" : " (mend it with: " + check.mend() + ")"))
                .collect(Collectors.joining("; "));
        if (!failed.isEmpty()) {
            throw KloigosException.conflict("Host " + hostId + " is not ready. " + failed);
        }
        return "All that must hold on host " + hostId + " holds";
    }
}

package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which domains of a host are what, by their UUIDs. The lists are made one after the other: what changed meanwhile may
 * be in two of them, or in none.
 *
 * @param active those of a state other than stopped
 */
record DomainLists(
        Set<String> all,
        Set<String> persistent,
        Set<String> autostart,
        Set<String> active,
        Set<String> running,
        Set<String> paused,
        Set<String> stopped) {
    private static final List<VirshCommand> COMMANDS = Stream.of(
                    List.of("--all"),
                    List.of("--all", "--persistent"),
                    List.of("--all", "--autostart"),
                    List.<String>of(),
                    List.of("--state-running"),
                    List.of("--state-paused"),
                    List.of("--state-shutoff"))
            .map(which -> VirshCommand.of("list", "--uuid").with(which.toArray(String[]::new)))
            .toList();

    static DomainLists ask(Virsh virsh) {
        List<Set<String>> sets = virsh.query(COMMANDS).stream()
                .map(virsh::require)
                .map(VirshReply::out)
                .map(Uuids::of)
                .toList();
        return new DomainLists(
                sets.get(0), sets.get(1), sets.get(2), sets.get(3), sets.get(4), sets.get(5), sets.get(6));
    }

    /** Empty for a rare state, and for one that changed while the lists were made. */
    Optional<PowerState> state(String uuid) {
        List<PowerState> states = Stream.of(
                        running.contains(uuid) ? PowerState.RUNNING : null,
                        paused.contains(uuid) ? PowerState.PAUSED : null,
                        stopped.contains(uuid) ? PowerState.STOPPED : null)
                .filter(java.util.Objects::nonNull)
                .toList();
        return states.size() == 1 ? Optional.of(states.get(0)) : Optional.empty();
    }
}

package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which domains of a host are what, by their UUIDs. virsh writes lists line by line, so the short ones are asked for.
 *
 * @param transientOnes those without a definition
 * @param active those that are not off
 * @param other those that are neither running nor paused nor off
 */
record DomainLists(
        Set<String> all,
        Set<String> transientOnes,
        Set<String> autostart,
        Set<String> active,
        Set<String> paused,
        Set<String> other) {
    private static final List<VirshCommand> COMMANDS = Stream.of(
                    List.of("--all"),
                    List.of("--all", "--transient"),
                    List.of("--all", "--autostart"),
                    List.<String>of(),
                    List.of("--all", "--state-paused"),
                    List.of("--all", "--state-other"))
            .map(which -> VirshCommand.of("list", "--uuid").with(which.toArray(String[]::new)))
            .toList();

    static DomainLists ask(Virsh virsh) {
        List<Set<String>> sets = virsh.query(COMMANDS).stream()
                .map(virsh::require)
                .map(VirshReply::out)
                .map(Uuids::of)
                .toList();
        return new DomainLists(sets.get(0), sets.get(1), sets.get(2), sets.get(3), sets.get(4), sets.get(5));
    }

    boolean persistent(String uuid) {
        return !transientOnes.contains(uuid);
    }

    /** Empty for a rare state, which has to be asked for. */
    Optional<PowerState> state(String uuid) {
        if (other.contains(uuid)) {
            return Optional.empty();
        }
        if (paused.contains(uuid)) {
            return Optional.of(PowerState.PAUSED);
        }
        return Optional.of(active.contains(uuid) ? PowerState.RUNNING : PowerState.STOPPED);
    }
}

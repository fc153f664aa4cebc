package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainsSeen;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.ssh.virsh.Uuids;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be seen of domains. */
public final class DomainSight {
    private static final VirshCommand ALL = VirshCommand.of("list", "--all", "--uuid");
    private static final VirshCommand NAMES = VirshCommand.of("list", "--all", "--uuid", "--name");
    /** What virsh reads as the number of a running domain, or as a UUID, with whatever blanks and dashes. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("[\\s+-]*\\d+|[\\s0-9a-fA-F-]{32,}");

    private final Virsh virsh;

    public DomainSight(Virsh virsh) {
        this.virsh = virsh;
    }

    public Optional<PowerState> state(UUID vmId) {
        VirshReply reply = virsh.query(VirshCommand.of("domstate", vmId.toString()));
        return reply.ok() ? Optional.of(DomainState.ofWord(reply.out().strip())) : absent(reply);
    }

    private <T> Optional<T> absent(VirshReply reply) {
        if (reply.problem() == VirshProblem.NO_DOMAIN) {
            return Optional.empty();
        }
        virsh.require(reply);
        return Optional.empty();
    }

    public Optional<Domain> domain(UUID vmId) {
        return DomainQuestions.read(virsh.query(DomainQuestions.about(vmId.toString())), virsh)
                .filter(domain -> domain.vmId().equals(vmId));
    }

    /** The domains of these names, in one round trip, and another one for odd names; a third where one is not there. */
    public DomainsSeen see(Collection<String> names) {
        Map<String, String> words = words(Set.copyOf(names));
        List<VirshReply> replies =
                virsh.query(words.values().stream().map(DomainQuestions::about).toList());
        List<Domain> domains = new ArrayList<>();
        int next = 0;
        for (String name : words.keySet()) {
            DomainQuestions.read(replies.get(next++), virsh)
                    .filter(domain -> domain.name().equals(name))
                    .ifPresent(domains::add);
        }
        boolean foundAll =
                !names.isEmpty() && domains.size() == Set.copyOf(names).size();
        return foundAll ? new DomainsSeen(null, domains) : among(all(), domains);
    }

    private Set<UUID> all() {
        return Uuids.of(virsh.require(virsh.query(ALL)).out()).stream()
                .map(UUID::fromString)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static DomainsSeen among(Set<UUID> all, List<Domain> domains) {
        return new DomainsSeen(
                all,
                domains.stream().filter(domain -> all.contains(domain.vmId())).toList());
    }

    /** What to ask by: the name, or the UUID where virsh would not take the name for one. */
    private Map<String, String> words(Set<String> names) {
        Map<String, String> words = new LinkedHashMap<>();
        List<String> odd = new ArrayList<>();
        for (String name : names) {
            if (isPlainName(name)) {
                words.put(name, name);
            } else {
                odd.add(name);
            }
        }
        if (!odd.isEmpty()) {
            words.putAll(uuidsOf(odd));
        }
        return words;
    }

    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !LIKE_AN_ID.matcher(name).matches()
                && VirshCommand.of("dominfo", name).fitsShell();
    }

    private Map<String, String> uuidsOf(List<String> names) {
        Map<String, String> uuids = new LinkedHashMap<>();
        String list = virsh.require(virsh.query(NAMES)).out();
        for (DomainRows.Row row : DomainRows.read(list)) {
            if (names.contains(row.name())) {
                uuids.put(row.name(), row.uuid());
            }
        }
        return uuids;
    }
}

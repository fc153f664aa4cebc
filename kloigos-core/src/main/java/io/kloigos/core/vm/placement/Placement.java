package io.kloigos.core.vm.placement;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.vm.placement.PlacementMapper.Candidate;
import io.kloigos.core.vm.placement.PlacementRule.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds hosts for VMs out of what is wanted there and what was last seen; asks no host. */
public final class Placement {
    private static final int MOST_TOLD = 5;

    private final Database database;
    private final PlacementSettings settings;

    public Placement(Database database, PlacementSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** All hosts, those that fit first and the best of them at the head. */
    public List<HostFit> explain(Need need) {
        return database.transact(tx -> fits(tx, need, null));
    }

    /**
     * The host that takes the VM. Nobody else places anything on it until the transaction has ended. {@code EXHAUSTED} when
     * there is none; the message says why, but to those who may not know what others have.
     */
    public String place(Transaction tx, Scope scope, Need need) {
        List<HostFit> fits = fits(tx, need, null);
        for (HostFit fit : fits) {
            if (fit.fits() && stillFits(tx, need, fit.hostId())) {
                return fit.hostId();
            }
        }
        throw new KloigosException(
                ErrorCode.EXHAUSTED,
                "No host can take VM " + need.name() + ". "
                        + (scope.all() ? why(fits) : "Ask for less, or ask those who look after the hosts."));
    }

    private boolean stillFits(Transaction tx, Need need, String hostId) {
        tx.mapper(PlacementMapper.class).lock(hostId);
        return fits(tx, need, hostId).stream().anyMatch(HostFit::fits);
    }

    private static String why(List<HostFit> fits) {
        if (fits.isEmpty()) {
            return "Register a host first.";
        }
        String told = fits.stream()
                .limit(MOST_TOLD)
                .map(fit -> fit.hostId() + ": "
                        + (fit.fits() ? "taken by another VM meanwhile" : String.join(", ", fit.reasons())))
                .collect(Collectors.joining("; "));
        return told + (fits.size() > MOST_TOLD ? "; and " + (fits.size() - MOST_TOLD) + " more." : ".");
    }

    private List<HostFit> fits(Transaction tx, Need need, @Nullable String hostId) {
        PlacementRule rule = need.rule();
        Comparator<HostFit> byMemory = Comparator.comparingLong(HostFit::freeMemoryMb);
        return tx
                .mapper(PlacementMapper.class)
                .candidates(need, imagePart(need, 0), imagePart(need, 1), rule.affinity(), rule.antiAffinity(), hostId)
                .stream()
                .map(candidate -> fit(need, candidate))
                .sorted(Comparator.comparing((HostFit fit) -> !fit.fits())
                        .thenComparing(rule.strategy() == Strategy.PACK ? byMemory : byMemory.reversed()))
                .toList();
    }

    /** An image may be named with its version, the newest one being latest: its name at 0, that version at 1. */
    private static @Nullable String imagePart(Need need, int part) {
        String image = need.image();
        String[] parts = image == null ? new String[0] : image.split("[:@]", 2);
        return part < parts.length && !parts[part].equals("latest") ? parts[part] : null;
    }

    private HostFit fit(Need need, Candidate host) {
        long cpus = (long) (host.cpuCores() * settings.cpuOvercommit()) - host.usedCpus();
        long memory = (long) (host.memoryMb() * settings.memoryOvercommit()) - host.usedMemoryMb();
        List<String> reasons = new ArrayList<>();
        HostStatus status = HostStatus.of(host.mode(), host.connection());
        if (status != HostStatus.READY) {
            reasons.add("is " + status.name().toLowerCase(Locale.ROOT));
        }
        if (cpus < need.cpuCores()) {
            reasons.add("has " + Math.max(0, cpus) + " CPUs left");
        }
        if (memory < need.memoryMb()) {
            reasons.add("has " + Math.max(0, memory) + " MiB of memory left");
        }
        if (!host.hasImage()) {
            reasons.add("has not got image " + need.image());
        }
        if (host.networks() < need.networks().stream().distinct().count()) {
            reasons.add("does not run each of the networks " + String.join(", ", need.networks()));
        }
        rules(need, host).forEach(reasons::add);
        return new HostFit(host.hostId(), cpus, memory, reasons);
    }

    private static Stream<String> rules(Need need, Candidate host) {
        List<String> reasons = new ArrayList<>();
        List<String> missing = need.rule().tags().stream()
                .filter(tag -> !host.tags().contains(tag))
                .toList();
        if (!missing.isEmpty()) {
            reasons.add("is not tagged " + String.join(", ", missing));
        }
        if (!host.similar()) {
            reasons.add("has no VM with the labels of affinity");
        }
        if (host.rivals()) {
            reasons.add("has a VM with the labels of anti_affinity");
        }
        if (need.numaNode() != null && !hasNode(host.numaNodes(), need.numaNode())) {
            reasons.add("has no NUMA node " + need.numaNode());
        }
        if (host.nodeHolder() != null) {
            reasons.add(
                    "has its NUMA node " + need.numaNode() + " in use as server " + host.nodeHolder() + " of the pool");
        }
        return reasons.stream();
    }

    private static boolean hasNode(@Nullable String nodes, int wanted) {
        return nodes != null
                && Stream.of(nodes.replaceAll("[\\[\\] ]", "").split(",")).anyMatch(Integer.toString(wanted)::equals);
    }
}

package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Moves from one fake host to another, by their addresses. */
record FakeMigrations(FakeHypervisor host) implements MigrationsOfDomains {
    /** All that its host has. */
    @Override
    public Optional<GuestCpu> cpu(UUID vmId) {
        return host.domain(vmId)
                .filter(FakeAmendments::isActive)
                .map(domain -> new GuestCpu(String.valueOf(domain.type()), String.join(",", host.cpuFeatures())));
    }

    @Override
    public Optional<String> lacks(GuestCpu cpu) {
        String lacking = Stream.of(cpu.definition().split(","))
                .filter(feature -> !host.cpuFeatures().contains(feature))
                .collect(Collectors.joining(", "));
        return lacking.isEmpty() ? Optional.empty() : Optional.of("lacks " + lacking);
    }

    @Override
    public void migrate(MigrationOrder order, IntConsumer percent) {
        Domain domain = host.require(order.vmId());
        FakeDomains.refuse(domain, order.owner());
        if (!FakeAmendments.isActive(domain)) {
            throw KloigosException.conflict("Domain " + domain.name() + " is off.");
        }
        if (host.isCopy()) {
            host.remove(order.vmId());
            return;
        }
        FakeHypervisor target = host.neighbour(order.target().address());
        target.facts();
        domain.disks().stream()
                .filter(disk -> disk.source() != null && !target.hasPath(disk.source()))
                .findFirst()
                .ifPresent(disk -> {
                    throw new KloigosException(ErrorCode.HOST_FAILED, "There is no " + disk.source() + " there.");
                });
        percent.accept(100);
        target.put(domain);
        host.remove(order.vmId());
    }

    @Override
    public void abort(UUID vmId) {
        host.state(vmId);
    }
}

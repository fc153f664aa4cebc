package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Moves from one fake host to another, by their addresses. */
record FakeMigrations(FakeHypervisor host) implements MigrationsOfDomains {
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

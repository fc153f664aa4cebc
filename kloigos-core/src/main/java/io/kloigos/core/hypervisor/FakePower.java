package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.UUID;

/** Power on a fake host. */
record FakePower(FakeHypervisor host) implements PowerOfDomains {
    @Override
    public void requestReboot(UUID vmId) {
        requireOn(vmId);
        host.requireAwake(vmId);
    }

    @Override
    public void reset(UUID vmId) {
        requireOn(vmId);
    }

    @Override
    public void pause(UUID vmId) {
        requireOn(vmId);
        host.become(vmId, PowerState.PAUSED);
    }

    @Override
    public void resume(UUID vmId) {
        requireOn(vmId);
        host.become(vmId, PowerState.RUNNING);
    }

    @Override
    public void suspendToDisk(UUID vmId) {
        host.suspendToDisk(vmId);
    }

    private void requireOn(UUID vmId) {
        Domain domain = host.require(vmId);
        if (!FakeAmendments.isActive(domain)) {
            throw KloigosException.conflict("Domain " + domain.name() + " is off: start it first.");
        }
    }
}

package io.kloigos.core.hypervisor;

import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

class FakeHypervisorTest extends HypervisorContract {
    private final FakeHypervisor host = new FakeHypervisor();

    /** As one without a system. */
    FakeHypervisorTest() {
        host.guestsObey(false);
    }

    @Override
    protected Hypervisor hypervisor() {
        return host;
    }

    @Override
    protected void defineUnstamped(UUID vmId, String name) {
        host.put(new Domain(
                vmId, name, PowerState.STOPPED, true, 1, 64, List.of(), List.of(), null, false, List.of(), null));
    }

    @Override
    protected void removeUnstamped(UUID vmId) {
        host.remove(vmId);
    }

    @Override
    protected InetAddress siteAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    protected byte[] contentOf(String volume) {
        return host.content("default", volume);
    }
}

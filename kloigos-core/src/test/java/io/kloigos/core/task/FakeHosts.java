package io.kloigos.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Qcow2;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** In memory. */
final class FakeHosts implements TwoHosts {
    private final FakeHypervisors hypervisors = new FakeHypervisors();

    FakeHosts() {
        for (String host : List.of("h1", "h2")) {
            at(host).createVolume(new VolumeSpec("default", World.BASE, VolumeFormat.QCOW2, World.MIB, null));
            at(host).addPool("fast");
        }
    }

    private static String address(String host) {
        return "10.0.0." + host.substring(1);
    }

    @Override
    public boolean areReal() {
        return false;
    }

    @Override
    public Hypervisors hypervisors() {
        return hypervisors;
    }

    @Override
    public InetAddress siteAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public HostRegistration registration(String host) {
        return new HostRegistration(
                host,
                host,
                address(host),
                22,
                "kloigos",
                HostRegistration.SYSTEM_URI,
                0,
                0,
                null,
                true,
                List.of(),
                null);
    }

    @Override
    public FakeHypervisor at(String host) {
        return hypervisors.host(address(host));
    }

    @Override
    public List<String> picture(String host) {
        List<String> lines = new ArrayList<>(at(host).filterLines().values());
        lines.addAll(vlanBridges(host));
        return lines;
    }

    @Override
    public byte[] image() {
        return Qcow2.file(World.MIB, 1000);
    }

    @Override
    public String obedientImage() {
        return World.BASE;
    }

    @Override
    public void awaitGuest(String host, UUID vmId) {
        // it is up at once
    }

    @Override
    public String uplink() {
        return "eth1";
    }

    @Override
    public List<String> vlanBridges(String host) {
        return at(host).vlanBridges().stream().map(VlanBridge::bridge).toList();
    }

    @Override
    public boolean letsAllOut(String host, UUID vmId) {
        return at(host).filterLines().values().stream()
                .anyMatch(line -> line.contains(vmId.toString()) && line.contains("outIsOpen=true"));
    }

    @Override
    public void write(String host, String pool, String volume, String text) {
        at(host).upload(pool, volume, Content.of(text.getBytes(UTF_8)));
    }

    @Override
    public String read(String host, String pool, String volume, int length) {
        return new String(at(host).content(pool, volume), UTF_8);
    }

    @Override
    public void define(String host, UUID id, String name, int cpuCores) {
        Domain was = at(host).domain(id).orElse(null);
        if (was == null) {
            at(host).put(bare(id, name, cpuCores));
            return;
        }
        at(host).put(new Domain(
                        id,
                        name,
                        was.state(),
                        true,
                        cpuCores,
                        was.memoryMb(),
                        was.disks(),
                        was.nics(),
                        null,
                        was.autostart(),
                        was.addresses(),
                        was.stamp())
                .withType(was.type()));
    }

    private static Domain bare(UUID id, String name, int cpuCores) {
        return new Domain(
                id, name, PowerState.STOPPED, true, cpuCores, 64, List.of(), List.of(), null, false, List.of(), null);
    }

    @Override
    public void close() {
        hypervisors.close();
    }
}

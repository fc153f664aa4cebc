package io.kloigos.core.task;

import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

/**
 * Two hosts, {@code h1} and {@code h2}, on which tasks die. Each has a pool {@code fast} beside {@code default}, and in
 * {@code default} a blank image {@code base.qcow2} of a MiB.
 */
public interface TwoHosts extends AutoCloseable {
    /** Rather than in memory: everything takes its time. */
    boolean areReal();

    Hypervisors hypervisors();

    /** Where they find this machine. */
    InetAddress siteAddress();

    /** How the engine is told of it. */
    HostRegistration registration(String host);

    /** A second pair of eyes. */
    Hypervisor at(String host);

    /** What there is on it, as others than the port tell. */
    List<String> picture(String host);

    /** A file with a blank image of a MiB. */
    byte[] image();

    /** A name in {@code default} of an image whose guest obeys the power button. */
    String obedientImage();

    void awaitGuest(String host, UUID vmId);

    /** An interface that VLANs may be put on. */
    String uplink();

    /** The bridges that were made for VLANs, by name. */
    List<String> vlanBridges(String host);

    /** Whether the filter before the VM's interface has it send whatever it wants. */
    boolean letsAllOut(String host, UUID vmId);

    /** Writes on the disk in a volume that nothing uses. */
    void write(String host, String pool, String volume, String text);

    /** What the disk in a volume begins with. */
    String read(String host, String pool, String volume, int length);

    /** What somebody does by hand: defines a domain without disks, or the one that is there with other CPUs. */
    void define(String host, UUID id, String name, int cpuCores);

    @Override
    void close();
}

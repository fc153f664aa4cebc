package io.kloigos.core.vm.report;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.vm.DomainName;
import io.kloigos.core.vm.VmSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a host reports of a domain, in the words of what is wanted: as it will be from its next start on. */
public final class HostReport {
    private static final int LONGEST_NAME = 63;

    private final Domain domain;
    private final Map<String, String> poolPaths;

    /** @param poolPaths the folders of the host's storage pools by their names */
    public HostReport(Domain domain, Map<String, String> poolPaths) {
        this.domain = domain;
        this.poolPaths = poolPaths;
    }

    /** What the domain is called. */
    public String domainName() {
        return domain.name();
    }

    /** What its VM is called. {@code CONFLICT} when our records cannot hold such a name. */
    public String name() {
        String name = DomainName.vmName(domain.name(), domain.vmId());
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw KloigosException.conflict("Domain " + domain.vmId() + " has a name of more than " + LONGEST_NAME
                    + " characters. Rename it first: virsh domrename.");
        }
        return name;
    }

    public Definition definition() {
        return domain.next();
    }

    public VmSpec spec() {
        return new VmSpec(disks(), nics(), domain.autostart());
    }

    List<VmSpec.Disk> disks() {
        return definition().disks().stream().map(this::disk).toList();
    }

    /** Only interfaces on something that has a name. */
    List<NicSpec> nics() {
        return definition().nics().stream()
                .map(nic -> new NicSpec(
                        nic.network() == null ? "" : nic.network(), nic.mac().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private VmSpec.Disk disk(Domain.Disk disk) {
        String source = disk.source();
        if (source != null) {
            for (Map.Entry<String, String> pool : poolPaths.entrySet()) {
                String folder = pool.getValue().replaceFirst("/+$", "") + "/";
                if (source.startsWith(folder) && source.indexOf('/', folder.length()) < 0) {
                    return new VmSpec.Disk(
                            pool.getKey(), source.substring(folder.length()), disk.format(), disk.device());
                }
            }
        }
        return new VmSpec.Disk(null, source, disk.format(), disk.device());
    }
}

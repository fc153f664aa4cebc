package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import io.kloigos.core.KloigosException.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every adapter refuses as {@code INVALID} before a host hears of it. */
public final class DomainLimits {
    private static final int LONGEST_NAME_BYTES = 200;
    private static final int MOST_CPUS = 4096;
    private static final long MOST_MEMORY_MB = 64L << 20;
    private static final int MOST_DISKS = 24;
    private static final int MOST_NICS = 16;

    private DomainLimits() {}

    public static void check(DomainSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        checkName(spec.name(), errors);
        if (spec.cpuCores() < 1 || spec.cpuCores() > MOST_CPUS) {
            errors.add(new FieldError("cpu_cores", "must be between 1 and " + MOST_CPUS));
        }
        if (spec.memoryMb() < 1 || spec.memoryMb() > MOST_MEMORY_MB) {
            errors.add(new FieldError("memory_mb", "must be between 1 and " + MOST_MEMORY_MB));
        }
        if (spec.disks().size() > MOST_DISKS) {
            errors.add(new FieldError("disks", "must be at most " + MOST_DISKS));
        }
        if (spec.nics().size() > MOST_NICS) {
            errors.add(new FieldError("nics", "must be at most " + MOST_NICS));
        }
        errors.addAll(hardware(spec.cpuCores(), spec.memoryMb(), spec.hardware()));
        checkTargets(spec, errors);
        checkNics(spec, errors);
        if (!isPlainText(spec.stamp().owner()) || spec.stamp().owner().isBlank()) {
            errors.add(new FieldError("owner", "must be text without control characters"));
        }
        if (!errors.isEmpty()) {
            throw KloigosException.invalid(errors);
        }
    }

    private static void checkName(String name, List<FieldError> errors) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (name.isBlank() || bytes > LONGEST_NAME_BYTES || !isPlainText(name) || name.contains("/")) {
            errors.add(new FieldError(
                    "name",
                    "must be text of at most " + LONGEST_NAME_BYTES + " bytes, without '/' and control characters"));
        }
    }

    /** What is wrong with the machine of a guest that has these CPUs and so much memory in MiB. */
    public static List<FieldError> hardware(int cpuCores, long memoryMb, Hardware hardware) {
        List<FieldError> errors = new ArrayList<>();
        int cpus = hardware.mostCpus(cpuCores);
        if (cpus < cpuCores || cpus > MOST_CPUS) {
            errors.add(new FieldError("max_cpu_cores", "must be between cpu_cores and " + MOST_CPUS));
        }
        long memory = hardware.mostMemoryMb(memoryMb);
        if (memory < memoryMb || memory > MOST_MEMORY_MB) {
            errors.add(new FieldError("max_memory_mb", "must be between memory_mb and " + MOST_MEMORY_MB));
        }
        Hardware.Topology topology = hardware.topology();
        if (topology != null && topology.cpus() != cpus) {
            errors.add(new FieldError("cpu_topology", "must have sockets × cores × threads = " + cpus + " CPUs"));
        }
        checkWord("machine", hardware.machine(), errors);
        checkWord("cpu_model", hardware.cpuModel(), errors);
        return errors;
    }

    private static void checkWord(String field, @Nullable String word, List<FieldError> errors) {
        if (word != null && !word.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            errors.add(
                    new FieldError(field, "must be one word that libvirt knows, of letters, digits, '.', '_' and '-'"));
        }
    }

    private static void checkTargets(DomainSpec spec, List<FieldError> errors) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            String target = spec.disks().get(i).target();
            if (target != null && !target.matches(DiskTargets.PATTERN)) {
                errors.add(new FieldError("disks[" + i + "].target", "must be a name such as vda, sdb or hdc"));
            } else if (target != null && !taken.add(target)) {
                errors.add(new FieldError("disks[" + i + "].target", "must not be that of another disk"));
            }
        }
    }

    private static void checkNics(DomainSpec spec, List<FieldError> errors) {
        for (int i = 0; i < spec.nics().size(); i++) {
            DomainSpec.NicSpec nic = spec.nics().get(i);
            if (!nic.mac().matches("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")
                    || (Integer.parseInt(nic.mac().substring(0, 2), 16) & 1) != 0) {
                errors.add(new FieldError(
                        "nics[" + i + "].mac", "must be a unicast MAC address such as 52:54:00:12:34:56"));
            }
            if (!isPlainText(nic.network()) || nic.network().isBlank()) {
                errors.add(new FieldError("nics[" + i + "].network", "must be text without control characters"));
            }
            if (nic.address() != null && !nic.address().matches("[0-9a-fA-F:.]{2,45}")) {
                errors.add(new FieldError("nics[" + i + "].address", "must be an IP address"));
            }
        }
    }

    /** Nothing that XML 1.0 cannot carry, and no control characters. */
    private static boolean isPlainText(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff);
    }
}

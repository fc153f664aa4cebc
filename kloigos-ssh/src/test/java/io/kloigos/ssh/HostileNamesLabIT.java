package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Stamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five hundred names and owners of the worst kind, on a real host; and what one look at so many domains costs. */
@Timeout(600)
class HostileNamesLabIT {
    private static final int COUNT = 500;
    private static final String[] PIECES = {
        "'",
        "\"",
        "\\",
        ";",
        "$(",
        ")",
        "`",
        "|",
        "&",
        "<",
        ">",
        "]]>",
        "<!--",
        "&lt;",
        "--",
        "#",
        "%",
        "*",
        "?",
        "~",
        "{{",
        "${",
        "é",
        "ß",
        "漢",
        "🐧",
        "\u200b",
        " ",
        "virsh # ",
        "error: ",
        "a",
        "Z",
        "0",
        "destroy",
        "\\n",
        "=",
        "@",
    };

    private final Lab lab = Lab.running();

    @Test
    void everyNameAndOwnerComesBackAsItWasGiven() {
        Map<UUID, DomainSpec> specs = specs();
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config())) {
            Hypervisor host = hypervisors.at(lab.endpoint(0));
            try {
                inParallel(specs, host::define);
                long start = System.nanoTime();
                List<Domain> seen = host.look().domains();
                System.out.printf(
                        "look() at %d domains: %d ms%n", seen.size(), (System.nanoTime() - start) / 1_000_000);
                assertThat(seen.stream()
                                .filter(domain -> specs.containsKey(domain.vmId()))
                                .collect(Collectors.toMap(Domain::vmId, domain -> domain.name() + domain.stamp())))
                        .isEqualTo(specs.values().stream()
                                .collect(Collectors.toMap(DomainSpec::vmId, spec -> spec.name() + spec.stamp())));
            } finally {
                inParallel(
                        specs, spec -> host.undefine(spec.vmId(), spec.stamp().owner()));
            }
        }
    }

    private static void inParallel(Map<UUID, DomainSpec> specs, java.util.function.Consumer<DomainSpec> verb) {
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            CompletableFuture.allOf(specs.values().stream()
                            .map(spec -> CompletableFuture.runAsync(() -> verb.accept(spec), callers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            callers.shutdownNow();
        }
    }

    private static Map<UUID, DomainSpec> specs() {
        Random random = new Random(42);
        Map<UUID, DomainSpec> specs = new LinkedHashMap<>();
        for (int i = 0; i < COUNT; i++) {
            UUID vmId = UUID.randomUUID();
            String name = hostile(random) + "-" + i;
            specs.put(
                    vmId, new DomainSpec(vmId, name, 1, 64, List.of(), List.of(), new Stamp("o" + hostile(random), i)));
        }
        return specs;
    }

    private static String hostile(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            name.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return name.toString();
    }
}

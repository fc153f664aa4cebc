package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the templates render passes libvirt's own schemas, on a real host. */
class GoldenTemplatesLabIT {
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final Map<String, String> VERBS = Map.of(
            "domain", "define",
            "network", "net-define",
            "group-filter", "nwfilter-define",
            "nic-filter", "nwfilter-define",
            "pool", "pool-define");
    private static final String UUID = "06df12af-75b4-4037-8a65-6ea1639cb55a";

    private final Lab lab = Lab.running();

    @AfterEach
    void leaveNothingBehind() {
        lab.ssh(
                0,
                "for undo in 'undefine " + UUID + "' 'net-undefine " + UUID + "' 'nwfilter-undefine kloigos-nic-" + UUID
                        + "-525400aabb01' 'nwfilter-undefine " + UUID
                        + "' 'pool-undefine images' 'pool-undefine share' 'pool-undefine vg' 'pool-undefine tank'; do "
                        + VIRSH
                        + "$undo 2>/dev/null; done; true");
    }

    @TestFactory
    Stream<DynamicTest> libvirtAcceptsWhatIsRendered() {
        return GoldenTemplates.rendered().entrySet().stream()
                .filter(each -> VERBS.containsKey(template(each.getKey())))
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> accepted(each.getKey(), each.getValue())));
    }

    private static String template(String file) {
        return file.replaceFirst("-\\d+\\.xml$", "");
    }

    /** A refusal of the schema is told from one of what the lab's host cannot do, such as another architecture. */
    private void accepted(String file, String xml) {
        String said = lab.ssh(
                0,
                "echo " + Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)) + " | base64 -d | "
                        + VIRSH + VERBS.get(template(file)) + " --validate /dev/stdin 2>&1 || true");
        assertThat(said).doesNotContain("XML document failed to validate", "error: XML error");
        leaveNothingBehind();
    }
}

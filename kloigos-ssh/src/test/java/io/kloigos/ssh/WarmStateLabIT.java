package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the framing, MINA and Java cost on top of a bare virsh shell behind {@code ssh}, measured in the same run. */
class WarmStateLabIT {
    private static final int ROUNDS = 20;
    private static final int CALLS_A_ROUND = 50;

    private final Lab lab = Lab.running();

    @Test
    void theStateOfADomainCostsAtMostTwiceABareShellsAnswer() throws IOException {
        UUID vmId = UUID.randomUUID();
        try (SshHypervisors hypervisors = new SshHypervisors(lab.config());
                BareShell bare = BareShell.open(lab, vmId)) {
            Hypervisor host = hypervisors.at(lab.endpoint(0));
            host.define(new DomainSpec(vmId, "warm-" + vmId, 1, 64, List.of(), List.of(), new Stamp("bench", 1)));
            try {
                compare(host, bare, vmId);
            } finally {
                host.undefine(vmId, "bench");
            }
        }
    }

    private static void compare(Hypervisor host, BareShell bare, UUID vmId) throws IOException {
        for (int i = 0; i < 1000; i++) {
            host.state(vmId);
            bare.ask();
        }
        long[] ours = new long[ROUNDS * CALLS_A_ROUND];
        long[] theirs = new long[ROUNDS * CALLS_A_ROUND];
        for (int call = 0; call < ours.length; ) {
            for (int end = call + CALLS_A_ROUND, i = call; i < end; i++) {
                long start = System.nanoTime();
                bare.ask();
                theirs[i] = System.nanoTime() - start;
            }
            for (int end = call + CALLS_A_ROUND; call < end; call++) {
                long start = System.nanoTime();
                assertThat(host.state(vmId)).contains(PowerState.STOPPED);
                ours[call] = System.nanoTime() - start;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "state(): median %.3f ms, 99%% %.3f ms; bare virsh shell over ssh: median %.3f ms, 99%% %.3f ms%n",
                at(ours, 0.5),
                at(ours, 0.99),
                at(theirs, 0.5),
                at(theirs, 0.99));
        assertThat(at(ours, 0.5)).isLessThanOrEqualTo(2 * at(theirs, 0.5));
    }

    private static double at(long[] nanos, double quantile) {
        Arrays.sort(nanos);
        return nanos[(int) (nanos.length * quantile)] / 1e6;
    }

    /** {@code ssh HOST virsh}, asked for a state and then for a token that ends the answer. */
    private record BareShell(Process process, byte[] question) implements AutoCloseable {
        private static final String TOKEN = "kloigosbare";

        static BareShell open(Lab lab, UUID vmId) throws IOException {
            String question = "domstate " + vmId + "\necho kloigos''bare\n";
            Process process = new ProcessBuilder(
                            "ssh",
                            "-F",
                            lab.sshConfig().toString(),
                            lab.hosts().get(0).name(),
                            "virsh -q -c qemu:///system")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new BareShell(process, question.getBytes(StandardCharsets.US_ASCII));
        }

        void ask() throws IOException {
            OutputStream in = process.getOutputStream();
            in.write(question);
            in.flush();
            InputStream out = process.getInputStream();
            byte[] buffer = new byte[8192];
            int length = 0;
            while (!new String(buffer, 0, length, StandardCharsets.US_ASCII).contains(TOKEN)) {
                length += out.read(buffer, length, buffer.length - length);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}

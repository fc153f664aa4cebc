package io.kloigos.ssh.virsh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.ssh.virsh.ShellCommand.Ended;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Lines of an operator's in a real shell: how they ended, and what is kept of what they printed. */
class ShellLineTest {
    private static Ended run(String line) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", ShellCommand.ofLine(line).line()).start();
        try (InputStream out = process.getInputStream()) {
            return ShellCommand.ended(new String(out.readAllBytes(), StandardCharsets.UTF_8))
                    .orElseThrow();
        }
    }

    @Test
    void aLineTellsItsStatusWhateverItPrints() throws Exception {
        assertThat(run("echo one; echo two # a comment")).isEqualTo(new Ended(0, "one\ntwo\n"));
        assertThat(run("exit 3")).isEqualTo(new Ended(3, ""));
        assertThat(run("printf 'ended 0'; exit 4")).isEqualTo(new Ended(4, "ended 0"));
        assertThat(ShellCommand.ended("cut off")).isEmpty();
    }

    @Test
    void ofMuchThatIsPrintedTheEndIsKept() throws Exception {
        String kept = Secrets.maskOutput(run("seq 1 100000").output());
        assertThat(kept).startsWith("…").endsWith("\n99999\n100000").hasSize(RanCommand.LONGEST_OUTPUT);
    }

    @Test
    void whatStandsBehindWordsForSecretsIsMasked() {
        assertThat(Secrets.maskOutput(
                        "DB_PASSWORD=hunter2 user=ann\ntoken: abc.def\nAuthorization: Bearer x.y\nall is well\n"))
                .isEqualTo(
                        "DB_PASSWORD=******** user=ann\ntoken: ********\nAuthorization: Bearer ********\nall is well");
    }
}

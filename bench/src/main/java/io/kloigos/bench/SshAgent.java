package io.kloigos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An {@code ssh-agent} of its own with one key in it. */
record SshAgent(Process process, Path socket) implements AutoCloseable {
    static SshAgent with(Path key, Path socket) throws IOException, InterruptedException {
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        SshAgent ready = new SshAgent(agent, socket);
        for (int i = 0; i < 100 && Files.notExists(socket); i++) {
            Thread.sleep(20);
        }
        ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.toString());
        ready.lendTo(add);
        if (add.inheritIO().start().waitFor() != 0) {
            ready.close();
            throw new IOException("ssh-add did not take " + key);
        }
        return ready;
    }

    void lendTo(ProcessBuilder program) {
        program.environment().put("SSH_AUTH_SOCK", socket.toString());
    }

    @Override
    public void close() {
        process.destroy();
    }
}

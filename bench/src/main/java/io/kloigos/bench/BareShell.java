package io.kloigos.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** One {@code virsh -q} on the host behind OpenSSH's {@code ssh}, kept open: asked for a state, then for a token. */
record BareShell(Process process, byte[] question) implements AutoCloseable {
    private static final String TOKEN = "kloigosbare";

    static BareShell open(Lab lab, UUID vmId) throws IOException {
        Process process = new ProcessBuilder(
                        "ssh", "-F", lab.sshConfig().toString(), lab.endpoint().hostId(), "virsh -q -c qemu:///system")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // virsh repeats the command line: it must not hold the token itself
        String question = "domstate " + vmId + "\necho kloigos''bare\n";
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
            int read = out.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new EOFException("virsh ended");
            }
            length += read;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}

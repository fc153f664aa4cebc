package io.kloigos.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One shell on a host behind OpenSSH's {@code ssh}, kept open: given a command, then asked for a token. */
record BareShell(Process process) implements AutoCloseable {
    private static final String TOKEN = "kloigosbare";
    /** virsh repeats the command line, which must not hold the token itself. Shells and virsh read this alike. */
    private static final String ASK_FOR_TOKEN = "\necho kloigos''bare\n";

    /** {@code virsh -q}, as the lab's user. */
    static BareShell virsh(Lab lab) throws IOException {
        return open(lab, lab.user(), "virsh -q -c qemu:///system");
    }

    /** A plain shell, as root. */
    static BareShell root(Lab lab) throws IOException {
        return open(lab, "root", "sh");
    }

    /** The same, from which one gets on to other hosts with the keys of an agent. */
    static BareShell virshWith(Lab lab, SshAgent agent) throws IOException {
        ProcessBuilder ssh = ssh(lab, lab.user(), "virsh -q -c qemu:///system", "-A");
        agent.lendTo(ssh);
        return new BareShell(ssh.start());
    }

    private static BareShell open(Lab lab, String user, String program) throws IOException {
        return new BareShell(ssh(lab, user, program).start());
    }

    private static ProcessBuilder ssh(Lab lab, String user, String program, String... options) {
        List<String> command =
                new ArrayList<>(List.of("ssh", "-F", lab.sshConfig().toString(), "-l", user));
        command.addAll(List.of(options));
        command.addAll(List.of(lab.endpoint().hostId(), program));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    static byte[] question(String command) {
        return (command + ASK_FOR_TOKEN).getBytes(StandardCharsets.UTF_8);
    }

    /** Everything that was printed until the command had ended. */
    String ask(String command) throws IOException {
        return ask(question(command));
    }

    String ask(byte[] question) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(question);
        in.flush();
        InputStream out = process.getInputStream();
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        String end = "";
        while (!end.contains(TOKEN)) {
            int read = out.read(buffer);
            if (read < 0) {
                throw new EOFException("the shell ended");
            }
            heard.write(buffer, 0, read);
            end = tail(end) + new String(Arrays.copyOf(buffer, read), StandardCharsets.ISO_8859_1);
        }
        return heard.toString(StandardCharsets.UTF_8);
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TOKEN.length()));
    }

    @Override
    public void close() {
        process.destroy();
    }
}

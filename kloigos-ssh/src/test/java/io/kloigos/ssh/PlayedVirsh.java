package io.kloigos.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Plays virsh's shell as libvirt 9.0 behaves: prompt and line are printed back, {@code ;} separates commands, an unknown
 * command keeps the whole line from running, errors go to stderr. Its quoting is written from libvirt's parser, apart
 * from ours.
 */
public record PlayedVirsh(boolean echoes, Verbs verbs) implements ScriptedHost.Script {
    /** What a command other than {@code echo} does. */
    public interface Verbs {
        void run(List<String> words, Output output) throws IOException;
    }

    public static PlayedVirsh of(Verbs verbs) {
        return new PlayedVirsh(true, verbs);
    }

    /** Thrown by a verb to end the shell, as if it were killed. */
    public static final class Death extends IOException {}

    /** The two streams of a shell. */
    public record Output(OutputStream out, OutputStream err) {
        public void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void error(String text) throws IOException {
            err.write(("error: " + text + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        }

        /** Does nothing until the channel goes away. */
        public void hang() throws IOException {
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    @Override
    public int run(String command, InputStream in, OutputStream out, OutputStream err) throws IOException {
        Output output = new Output(out, err);
        try {
            for (String line = readLine(in, output); line != null; line = readLine(in, output)) {
                output.print(echoes ? line + "\n" : "");
                runLine(line, output);
            }
            return 0;
        } catch (Death e) {
            return 137;
        }
    }

    private String readLine(InputStream in, Output output) throws IOException {
        output.print(echoes ? "virsh # " : "");
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void runLine(String line, Output output) throws IOException {
        List<List<String>> commands = parse(line);
        for (List<String> words : commands) {
            if (words.get(0).equals("nonsense")) {
                output.error("unknown command: 'nonsense'");
                return;
            }
        }
        for (List<String> words : commands) {
            if (!words.get(0).equals("echo")) {
                verbs.run(words, output);
            } else if (words.size() > 1 && words.get(1).equals("--err")) {
                output.error(String.join(" ", words.subList(2, words.size())));
            } else {
                output.print(String.join(" ", words.subList(1, words.size())));
            }
        }
    }

    /** As vshCommandStringGetArg: blanks and semicolons end a word, quotes join to it, a backslash frees what follows. */
    public static List<List<String>> parse(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == ';') {
                finish(words, commands);
                i++;
            } else if (c == '#') {
                break;
            } else {
                StringBuilder word = new StringBuilder();
                i = readWord(line, i, word);
                words.add(word.toString());
            }
        }
        finish(words, commands);
        return commands;
    }

    private static void finish(List<String> words, List<List<String>> commands) {
        if (!words.isEmpty()) {
            commands.add(List.copyOf(words));
            words.clear();
        }
    }

    private static int readWord(String line, int from, StringBuilder word) {
        boolean single = false;
        boolean twice = false;
        int i = from;
        for (; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!single && !twice && (c == ' ' || c == '\t' || c == ';')) {
                return i;
            }
            if (!twice && c == '\'') {
                single = !single;
            } else if (!single && c == '\\') {
                i++;
                word.append(line.charAt(i));
            } else if (!single && c == '"') {
                twice = !twice;
            } else {
                word.append(c);
            }
        }
        if (single || twice) {
            throw new IllegalArgumentException("missing quote in: " + line);
        }
        return i;
    }
}

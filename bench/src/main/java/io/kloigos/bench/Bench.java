package io.kloigos.bench;

import java.util.Arrays;
import java.util.List;

/** Started by {@code bench/run}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        // whoever ends this process in the middle ends what it started too
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().children().forEach(ProcessHandle::destroy)));
        List<String> words = Arrays.asList(arguments);
        try {
            run(
                    words.isEmpty() ? "" : words.get(0),
                    Options.parse(words.subList(Math.min(1, words.size()), words.size())));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void run(String what, Options options) throws Exception {
        switch (what) {
            case "pool" -> PoolBench.run(options);
            case "hosts" -> HostsBench.run(options);
            default -> throw new IllegalArgumentException(what + " is no benchmark; see bench/run --help");
        }
    }
}

package io.kloigos.bench;

import java.util.Arrays;
import java.util.List;
import java.util.logging.LogManager;

/** Started by {@code bench/run}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        // the HTTP server's listeners say when they start
        LogManager.getLogManager().reset();
        List<String> words = Arrays.asList(arguments);
        try {
            Options options = Options.parse(words.subList(Math.min(1, words.size()), words.size()));
            Leftovers.dieWithUs(options.work());
            run(words.isEmpty() ? "" : words.get(0), options);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            // whoever ends this process waits for this thread
            new Thread(() -> System.exit(2)).start();
        }
    }

    private static void run(String what, Options options) throws Exception {
        switch (what) {
            case "pool" -> PoolBench.run(options);
            case "hosts" -> HostsBench.run(options);
            case "vms" -> VmsBench.run(options);
            case "pages" -> PagesBench.run(options);
            case "sweep" -> SweepBench.run(options);
            case "provision" -> ProvisionBench.run(options);
            case "migrate" -> MigrateBench.run(options);
            case "many" -> ManyBench.run(options);
            case "timeline" -> TimelineBench.run(options);
            case "events" -> EventsBench.run(options);
            default -> throw new IllegalArgumentException(what + " is no benchmark; see bench/run --help");
        }
    }
}

package io.kloigos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Processor time of some processes of this machine, from proc(5). */
record Cpu(Map<String, Long> pids) {
    /** {@code getconf CLK_TCK} is 100 on every Linux that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private static final int UTIME = 11;
    private static final int ENDED_CHILDREN = 13;

    /** Seconds of processor time by the process's name; {@code machine} is what all processors were busy. */
    record Reading(Map<String, Double> seconds) {
        Reading since(Reading before) {
            Map<String, Double> spent = new LinkedHashMap<>();
            seconds.forEach((name, now) -> spent.put(name, now - before.seconds.getOrDefault(name, 0.0)));
            return new Reading(spent);
        }
    }

    Reading read() throws IOException {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Map.Entry<String, Long> process : pids.entrySet()) {
            seconds.put(process.getKey(), ofProcess(process.getValue()));
        }
        seconds.put("machine", busy());
        return new Reading(seconds);
    }

    private static double ofProcess(long pid) throws IOException {
        return seconds(stat(pid), UTIME);
    }

    /** Seconds of processor time of all that this process has started but the ones that are read. */
    double ofOthers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !pids.containsValue(process.pid()))
                .mapToDouble(process -> {
                    try {
                        String[] fields = stat(process.pid());
                        return seconds(fields, UTIME) + seconds(fields, ENDED_CHILDREN);
                    } catch (IOException e) {
                        // it ended meanwhile; whoever started it has its time
                        return 0;
                    }
                })
                .sum();
    }

    /** The name, in parentheses, may hold anything: counted from its end. */
    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static double seconds(String[] fields, int first) {
        return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) / TICKS_A_SECOND;
    }

    /** user, nice, system, irq and softirq of all processors. */
    private static double busy() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" +");
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_A_SECOND;
    }
}

package io.kloigos.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and for how long.
 *
 * @param root the project's folder
 * @param doors ways to the pool that are measured: {@code http}, {@code api}, {@code jdbc}, {@code procedure}
 * @param lab the name of the lab whose hosts are measured
 * @param hosts how many hosts one server has
 * @param recording where the server writes a recording of what it does (JFR); empty for none
 */
record Options(boolean quick, Path root, Set<String> doors, String lab, int hosts, String recording) {
    /** Every way to the pool. */
    static final Set<String> DOORS = Set.of("http", "api", "jdbc", "procedure");

    /** Reads {@code --quick}, {@code --doors a,b}, {@code --lab NAME}, {@code --hosts N} and {@code --jfr FILE}. */
    static Options parse(List<String> arguments) {
        boolean quick = false;
        Set<String> doors = DOORS;
        String lab = "lab";
        int hosts = 1000;
        String recording = "";
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--doors" -> doors = doors(value(option, rest));
                case "--lab" -> lab = value(option, rest);
                case "--hosts" -> hosts = Integer.parseInt(value(option, rest));
                case "--jfr" -> recording = value(option, rest);
                default -> throw new IllegalArgumentException(option + " is no option; see bench/run --help");
            }
        }
        return new Options(quick, Path.of(System.getProperty("bench.root", ".")), doors, lab, hosts, recording);
    }

    private static Set<String> doors(String words) {
        Set<String> doors = Set.of(words.split(",", -1));
        if (!DOORS.containsAll(doors)) {
            throw new IllegalArgumentException("--doors takes some of " + DOORS);
        }
        return doors;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    List<Integer> sizes() {
        return quick ? List.of(20, 1000) : List.of(20, 1000, 100_000);
    }

    int rounds() {
        return quick ? 1 : 5;
    }

    int seconds() {
        return quick ? 3 : 10;
    }

    int warmUpSeconds() {
        return quick ? 5 : 15;
    }

    /** How often a host is asked by each fast way; the slow ones are asked a hundredth of that. */
    int queries() {
        return quick ? 1000 : 10_000;
    }

    /** How many changes are made on a host in each of several ways. */
    int changes() {
        return quick ? 16 : 200;
    }

    /** How often a host is looked at completely. */
    int sweeps() {
        return quick ? 4 : 20;
    }

    /** How many VMs are made in each of several ways. */
    int provisions() {
        return quick ? 3 : 30;
    }

    /** How often a VM is moved in each of several ways. */
    int moves() {
        return quick ? 2 : 10;
    }

    Path work() {
        return root.resolve("bench/target/work");
    }
}

package io.kloigos.core.hypervisor;

import java.util.ArrayList;
import java.util.List;

/** The difference between two texts, line by line, as {@code diff -u} shows it. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private enum Kind {
        SAME(' '),
        GONE('-'),
        NEW('+');

        private final char mark;

        Kind(char mark) {
            this.mark = mark;
        }
    }

    private record Line(Kind kind, String text) {}

    private final List<Line> lines = new ArrayList<>();

    private UnifiedDiff(List<String> before, List<String> after) {
        compare(before, after);
    }

    /** Empty when the texts are the same. */
    public static String of(String name, String before, String after) {
        List<String> hunks =
                new UnifiedDiff(before.lines().toList(), after.lines().toList()).hunks();
        return hunks.isEmpty() ? "" : "--- " + name + "\n+++ " + name + "\n" + String.join("", hunks);
    }

    private void compare(List<String> before, List<String> after) {
        int[][] common = commonLengths(before, after);
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(Kind.SAME, before.get(i++)));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line(Kind.GONE, before.get(i++)));
            } else {
                lines.add(new Line(Kind.NEW, after.get(j++)));
            }
        }
    }

    /** How many lines the rests of both have in common, from each pair of places on. */
    private static int[][] commonLengths(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private List<String> hunks() {
        List<String> hunks = new ArrayList<>();
        int oldLine = 1;
        int newLine = 1;
        int at = 0;
        while (at < lines.size()) {
            int end = hunkEnd(at);
            if (end < 0) {
                oldLine++;
                newLine++;
                at++;
                continue;
            }
            List<Line> hunk = lines.subList(at, end);
            hunks.add(hunk(hunk, oldLine, newLine));
            oldLine += count(hunk, Kind.NEW);
            newLine += count(hunk, Kind.GONE);
            at = end;
        }
        return hunks;
    }

    /** The end of the hunk that begins here; -1 when none does. */
    private int hunkEnd(int start) {
        int end = -1;
        int last = start;
        for (int i = start; i < lines.size() && i <= last + (end < 0 ? CONTEXT : 2 * CONTEXT); i++) {
            if (lines.get(i).kind() != Kind.SAME) {
                last = i;
                end = i + 1;
            }
        }
        return end < 0 ? -1 : Math.min(lines.size(), end + CONTEXT);
    }

    private static String hunk(List<Line> hunk, int oldLine, int newLine) {
        StringBuilder text = new StringBuilder("@@ -" + range(oldLine, count(hunk, Kind.NEW)) + " +"
                + range(newLine, count(hunk, Kind.GONE)) + " @@\n");
        hunk.forEach(line -> text.append(line.kind().mark).append(line.text()).append('\n'));
        return text.toString();
    }

    /** No lines stand behind the one before them. */
    private static String range(int first, int count) {
        return (count == 0 ? first - 1 : first) + "," + count;
    }

    /** The number of lines that are not of that kind. */
    private static int count(List<Line> hunk, Kind without) {
        return (int) hunk.stream().filter(line -> line.kind() != without).count();
    }
}

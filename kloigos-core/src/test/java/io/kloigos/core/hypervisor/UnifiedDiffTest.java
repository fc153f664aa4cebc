package io.kloigos.core.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static String numbers(int to, int without) {
        return IntStream.rangeClosed(1, to)
                .filter(i -> i != without)
                .mapToObj(i -> i + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void theSameTextsHaveNoDifference() {
        assertThat(UnifiedDiff.of("x", "a\nb\n", "a\nb\n")).isEmpty();
        assertThat(UnifiedDiff.of("x", "", "")).isEmpty();
    }

    @Test
    void changesAreShownWithThreeLinesAroundThem() {
        assertThat(UnifiedDiff.of("x", numbers(20, 0), numbers(20, 0).replace("10\n", "ten\n")))
                .isEqualTo("""
                --- x
                +++ x
                @@ -7,7 +7,7 @@
                 7
                 8
                 9
                -10
                +ten
                 11
                 12
                 13
                """);
    }

    @Test
    void changesFarApartAreHunksOfTheirOwnAndNearOnesShareOne() {
        String far = UnifiedDiff.of(
                "x", numbers(30, 0), numbers(30, 0).replace("2\n3\n", "3\n").replace("\n28\n", "\n"));
        assertThat(far.lines().filter(line -> line.startsWith("@@")))
                .containsExactly("@@ -1,5 +1,4 @@", "@@ -25,6 +24,5 @@");
        String near = UnifiedDiff.of(
                "x", numbers(30, 0), numbers(30, 0).replace("\n10\n", "\n").replace("\n16\n", "\n"));
        assertThat(near.lines().filter(line -> line.startsWith("@@"))).containsExactly("@@ -7,13 +7,11 @@");
    }

    @Test
    void whatIsNewOrGoneAsAWholeCountsFromNothing() {
        assertThat(UnifiedDiff.of("x", "", "a\n")).isEqualTo("--- x\n+++ x\n@@ -0,0 +1,1 @@\n+a\n");
        assertThat(UnifiedDiff.of("x", "a\n", "")).isEqualTo("--- x\n+++ x\n@@ -1,1 +0,0 @@\n-a\n");
    }
}

package io.kloigos.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final int SIZE = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 6, 7})
    void handsOnEverythingInOrder(int elements) {
        List<Integer> seen = new ArrayList<>();
        Pages.each(SIZE, () -> page(0, elements), last -> page(last + 1, elements), seen::add);
        assertThat(seen).isEqualTo(IntStream.range(0, elements).boxed().toList());
    }

    @Test
    void readsTheNextPageWhileThisOneIsHandedOn() {
        CountDownLatch reading = new CountDownLatch(1);
        List<Boolean> readMeanwhile = new ArrayList<>();
        Pages.each(
                SIZE,
                () -> page(0, SIZE),
                last -> {
                    reading.countDown();
                    return List.of();
                },
                element -> readMeanwhile.add(await(reading)));
        assertThat(readMeanwhile).containsExactly(true, true, true);
    }

    @Test
    void tellsWhatReadingThrewAsItIs() {
        RuntimeException lost = new IllegalStateException("the database is gone");
        List<Integer> seen = new ArrayList<>();
        assertThatThrownBy(() -> Pages.each(
                        SIZE,
                        () -> page(0, SIZE),
                        last -> {
                            throw lost;
                        },
                        seen::add))
                .isSameAs(lost);
        assertThat(seen).containsExactly(0, 1, 2);
    }

    @Test
    void readsNoFurtherThanOnePageWhenNobodyTakesMore() {
        RuntimeException left = new IllegalStateException("the caller hung up");
        CountDownLatch second = new CountDownLatch(1);
        List<Integer> readAfter = new ArrayList<>();
        assertThatThrownBy(() -> Pages.each(
                        SIZE,
                        () -> page(0, 100),
                        last -> {
                            readAfter.add(last);
                            second.countDown();
                            return page(last + 1, 100);
                        },
                        element -> {
                            await(second);
                            throw left;
                        }))
                .isSameAs(left);
        assertThat(readAfter).containsExactly(SIZE - 1);
    }

    private static List<Integer> page(int from, int end) {
        return IntStream.range(from, Math.min(end, from + SIZE)).boxed().toList();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.kloigos.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What who does not see every event is told instead of its number. */
class EventNumbersTest {
    private final EventNumbers numbers = EventNumbers.with("a key of some length".getBytes(StandardCharsets.UTF_8));

    @Test
    void eachNumberIsHiddenAndComesBack() {
        List<Long> shown = LongStream.range(0, 2000).map(numbers::hide).boxed().toList();
        assertThat(shown).doesNotHaveDuplicates().allMatch(number -> number >= 0 && number < 1L << 52);
        assertThat(shown.stream().map(numbers::reveal))
                .containsExactlyElementsOf(LongStream.range(0, 2000).boxed().toList());
        assertThat(numbers.reveal(numbers.hide((1L << 52) - 1))).isEqualTo((1L << 52) - 1);
    }

    @Test
    void whatIsShownTellsNeitherOrderNorDistance() {
        long rises = LongStream.range(0, 2000)
                .filter(number -> numbers.hide(number) < numbers.hide(number + 1))
                .count();
        assertThat(rises).isBetween(850L, 1150L);
        assertThat(EventNumbers.with("another key".getBytes(StandardCharsets.UTF_8))
                        .hide(7))
                .isNotEqualTo(numbers.hide(7));
    }

    @Test
    void whoSeesAllSeesThemAsTheyAre() {
        assertThat(EventNumbers.PLAIN.hide(7)).isEqualTo(7);
        assertThat(EventNumbers.PLAIN.reveal(7)).isEqualTo(7);
    }
}

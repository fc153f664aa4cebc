package io.kloigos.core.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When schedules come, above all around the hours at which clocks are changed (Berlin: 29 March and 25 October 2026). */
class CronTimesTest {
    private static final String BERLIN = "Europe/Berlin";

    private static List<String> next(String cron, String zone, String after, int most) {
        return CronTimes.of(cron, zone).next(Instant.parse(after), most).stream()
                .map(Instant::toString)
                .toList();
    }

    @Test
    void plainDays() {
        assertThat(next("30 2 * * *", "UTC", "2026-01-01T02:30:00Z", 2))
                .containsExactly("2026-01-02T02:30:00Z", "2026-01-03T02:30:00Z");
        assertThat(next("0 9 * * 1-5", BERLIN, "2026-01-02T08:00:00Z", 2))
                .containsExactly("2026-01-05T08:00:00Z", "2026-01-06T08:00:00Z");
        assertThat(next("15 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 1)).containsExactly("2028-02-29T00:15:00Z");
        assertThat(next("0 0 1,15 * *", "UTC", "2026-01-31T12:00:00Z", 2))
                .containsExactly("2026-02-01T00:00:00Z", "2026-02-15T00:00:00Z");
    }

    @Test
    void aMomentIsNotItsOwnNext() {
        assertThat(next("* * * * *", "UTC", "2026-01-01T00:00:00Z", 1)).containsExactly("2026-01-01T00:01:00Z");
        assertThat(next("* * * * *", "UTC", "2026-01-01T00:00:00.001Z", 1)).containsExactly("2026-01-01T00:01:00Z");
    }

    @Test
    void aTimeOfDayThatClocksLeaveOutComesAsMuchLater() {
        assertThat(next("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(ZonedDateTime.ofInstant(Instant.parse("2026-03-29T01:30:00Z"), ZoneId.of(BERLIN))
                        .toLocalDateTime())
                .isEqualTo(LocalDateTime.parse("2026-03-29T03:30:00"));
    }

    @Test
    void whoAsksWithinTheHourAfterStillGetsWhatWasLeftOut() {
        assertThat(next("45 2 * * *", BERLIN, "2026-03-29T01:10:00Z", 1)).containsExactly("2026-03-29T01:45:00Z");
    }

    @Test
    void aTimeThatIsLeftOutAndOneThatIsThereAreOneWhereTheyMeet() {
        assertThat(next("30 2,3 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void aTimeOfDayThatClocksShowTwiceComesOnce() {
        assertThat(next("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        // asked between the two
        assertThat(next("30 2 * * *", BERLIN, "2026-10-25T00:45:00Z", 1)).containsExactly("2026-10-26T01:30:00Z");
    }

    @Test
    void aRhythmGoesOnThroughBothHoursThatShowTheSame() {
        assertThat(next("*/30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 6))
                .containsExactly(
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:00:00Z",
                        "2026-10-25T02:30:00Z");
    }

    @Test
    void aRhythmGoesOnThroughTheHourThatIsLeftOut() {
        assertThat(next("*/30 * * * *", BERLIN, "2026-03-29T00:15:00Z", 3))
                .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
        // hours 0, 2, 4 … on clocks: 2 is left out
        assertThat(next("0 */2 * * *", BERLIN, "2026-03-28T22:30:00Z", 2))
                .containsExactly("2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z");
    }

    @Test
    void halfAnHourToo() {
        // Lord Howe Island goes back by 30 minutes, at 02:00 on 5 April 2026
        assertThat(next("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00:00Z", 2))
                .containsExactly("2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z");
    }

    @Test
    void whatNeverComes() {
        assertThat(CronTimes.of("0 0 31 2 *", "UTC").next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(CronTimes.of("0 * 31 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void whatIsNoExpression() {
        for (String cron : List.of("", "* * * *", "60 * * * *", "* 24 * * *", "x * * * *", "* * * * * *", "@hourly;")) {
            assertThatThrownBy(() -> CronTimes.of(cron, "UTC"))
                    .as(cron)
                    .isInstanceOf(KloigosException.class)
                    .hasMessageContaining("cron must be five fields");
        }
        assertThatThrownBy(() -> CronTimes.of("* * * * *", "Europe/Berlim"))
                .isInstanceOf(KloigosException.class)
                .hasMessageContaining("time_zone");
    }
}

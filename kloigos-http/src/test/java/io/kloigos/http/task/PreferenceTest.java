package io.kloigos.http.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "respond-async | 0",
                "Respond-Async | 0",
                "wait=5 | 5",
                "wait = 5 | 5",
                "respond-async, wait=10 | 10",
                "wait=10, respond-async | 10",
                "return=minimal; foo | 60",
                "handling=lenient, wait=7; x=y | 7",
                "wait=999999999 | 3600"
            })
    void theHeaderSaysHowLongToWait(String header, long seconds) {
        assertThat(Preference.of(List.of(header))).isEqualTo(new Preference(Duration.ofSeconds(seconds)));
    }

    @Test
    void withoutTheHeaderTheCallerWaitsAMinute() {
        assertThat(Preference.of(List.of())).isEqualTo(new Preference(Duration.ofSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait=", "wait=-1", "wait=soon", "wait=99999999999999999999"})
    void aWaitThatIsNoNumberIsRefused(String header) {
        assertThatThrownBy(() -> Preference.of(List.of(header)))
                .hasMessage("Prefer must be respond-async or wait=SECONDS");
    }
}

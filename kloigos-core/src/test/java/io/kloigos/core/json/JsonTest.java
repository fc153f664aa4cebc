package io.kloigos.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    private enum Colour {
        DEEP_RED
    }

    private record Paint(Colour colour) {}

    @Test
    void fieldsInLowerCaseDoNotChangeHowRecordsAreStored() {
        assertThat(Json.fields(new Paint(Colour.DEEP_RED))).isEqualTo(Map.of("colour", "deep_red"));
        String stored = Json.write(new Paint(Colour.DEEP_RED));
        assertThat(stored).isEqualTo("{\"colour\":\"DEEP_RED\"}");
        assertThat(Json.read(stored, Paint.class)).isEqualTo(new Paint(Colour.DEEP_RED));
    }

    @Test
    void whatWasOnceStoredInLowerCaseIsRead() {
        assertThat(Json.read("{\"colour\":\"deep_red\"}", Paint.class)).isEqualTo(new Paint(Colour.DEEP_RED));
    }
}

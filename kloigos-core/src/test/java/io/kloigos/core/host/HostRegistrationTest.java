package io.kloigos.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.JumpHost;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a host may be registered as. */
class HostRegistrationTest {
    private static HostRegistration through(@Nullable JumpHost jump) {
        return new HostRegistration(
                "h1",
                "h1",
                "10.0.0.1",
                22,
                "kloigos",
                HostRegistration.SYSTEM_URI,
                0,
                0,
                null,
                true,
                List.of(),
                null,
                jump);
    }

    @Test
    void whatIsNoJumpHostIsRefusedByTheNameOfTheField() {
        assertThatThrownBy(() -> through(new JumpHost("-oProxyCommand=x", 22, "-l", "rubbish")))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        e -> assertThat(e.fields())
                                .extracting(KloigosException.FieldError::field)
                                .containsExactly("jump.address", "jump.user", "jump.host_key"));
    }
}

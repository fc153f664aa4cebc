package io.kloigos.http.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
    @Test
    void aHostThatDoesNotAnswerLeavesThreadsForTheOthers() {
        try (BlockingCalls calls = new BlockingCalls()) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            List<CompletionStage<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                waiting.add(calls.runAt("hung", answer::join));
            }
            assertThatThrownBy(() -> calls.runAt("hung", answer::join))
                    .isInstanceOfSatisfying(KloigosException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(e).hasMessageContaining("host hung");
                    });
            assertThat(calls.runAt("other", () -> "there").toCompletableFuture().join())
                    .isEqualTo("there");

            answer.complete("late");
            waiting.forEach(
                    call -> assertThat(call.toCompletableFuture().join()).isEqualTo("late"));
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(calls.runAt("hung", () -> "there again")
                                    .toCompletableFuture()
                                    .join())
                            .isEqualTo("there again"));
        }
    }
}

package io.kloigos.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StallGuardTest {
    /** Brings nothing until it is closed, and then its end. */
    private static final class Silent extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void whatNeverComesIsNoEnd() {
        try (StallGuard guard = new StallGuard(Duration.ofMillis(50))) {
            assertThatThrownBy(() -> guard.read(new Silent(), new byte[1], 0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("nothing came for");
        }
    }

    @Test
    void whatComesIsRead() throws Exception {
        try (StallGuard guard = new StallGuard(Duration.ofMinutes(1))) {
            InputStream in = new ByteArrayInputStream(new byte[] {7});
            byte[] one = new byte[1];
            assertThat(guard.read(in, one, 0, 1)).isEqualTo(1);
            assertThat(one[0]).isEqualTo((byte) 7);
            assertThat(guard.read(in, one, 0, 1)).isEqualTo(-1);
        }
    }
}

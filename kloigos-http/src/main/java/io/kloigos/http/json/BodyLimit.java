package io.kloigos.http.json;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses a body that is larger than allowed, whether or not its length is declared. Octets that are put somewhere are
 * never gathered in memory: whoever takes them bounds them himself.
 */
@PreMatching
@Priority(Priorities.HEADER_DECORATOR)
public final class BodyLimit implements ContainerRequestFilter {
    private static final MediaType STREAM = MediaType.APPLICATION_OCTET_STREAM_TYPE;

    private final long maxBytes;

    public BodyLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals("PUT") && STREAM.equals(request.getMediaType())) {
            return;
        }
        if (request.getLength() > maxBytes) {
            throw tooLarge();
        }
        if (request.getLength() < 0 && request.hasEntity()) {
            request.setEntityStream(new Counted(request.getEntityStream()));
        }
    }

    private ClientErrorException tooLarge() {
        return new ClientErrorException(
                "The body is larger than the " + maxBytes + " bytes that are allowed.",
                Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }

    /** Counts what a chunked body really brings. */
    private final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            count += read;
            if (count > maxBytes) {
                throw tooLarge();
            }
        }
    }
}

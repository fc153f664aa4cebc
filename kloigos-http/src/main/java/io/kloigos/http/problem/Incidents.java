package io.kloigos.http.problem;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures that we did not foresee: logged in full under an id, which is all that the caller learns. */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    Response response(Throwable failure, UriInfo uri) {
        String incident = record(failure, uri.getPath());
        return ProblemResponses.of(ProblemKind.INTERNAL, detail(incident), uri).build();
    }

    String record(Throwable failure, String path) {
        String incident = UUID.randomUUID().toString();
        LOG.error("incident {} at {}", incident, path, failure);
        return incident;
    }

    static String detail(String incident) {
        return "Something failed that should not have. The server's log has the details under incident " + incident
                + ".";
    }
}

package io.kloigos.http.plan;

import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import io.kloigos.core.task.Planner;
import io.kloigos.http.problem.ProblemKind;
import io.kloigos.http.problem.ProblemResponses;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.concurrent.Semaphore;

/**
 * Answers {@code dry_run=true}, on whichever route: the change was taken back when it would have been made, and what
 * it would have done is rehearsed here.
 */
@Singleton
public final class DryRunMapper implements ExceptionMapper<DryRun> {
    /** A host that answers slowly holds up a few request threads, not all of them. */
    private static final int AT_ONCE = 4;

    private final Planner planner;
    private final UriInfo uri;
    private final Semaphore places = new Semaphore(AT_ONCE);

    @Inject
    public DryRunMapper(Planner planner, @Context UriInfo uri) {
        this.planner = planner;
        this.uri = uri;
    }

    @Override
    public Response toResponse(DryRun dryRun) {
        if (!places.tryAcquire()) {
            return ProblemResponses.of(
                            ProblemKind.UNAVAILABLE,
                            "As many dry runs as fit are under way. Ask again in a moment.",
                            uri)
                    .build();
        }
        try {
            PlanJson plan = PlanJson.of(planner.plan(dryRun));
            return Response.ok(plan, MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.ETAG, '"' + plan.planHash() + '"')
                    .build();
        } catch (KloigosException e) {
            return ProblemResponses.of(e, uri).build();
        } finally {
            places.release();
        }
    }
}

package io.kloigos.http.system;

import io.kloigos.core.KloigosException;
import io.kloigos.core.overview.Overview;
import io.kloigos.core.overview.OverviewService;
import io.kloigos.http.health.Readiness;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the parts of the running system, and takes the time that each look takes. */
@Singleton
public final class SystemChecks {
    /** Longer than a task waits unless nobody takes any, or those before it take long. */
    private static final long LONG_WAIT_SECONDS = 60;

    private static final double NANOS_PER_MS = 1e6;

    private final Readiness readiness;
    private final OverviewService overview;
    private final LiveRoutes routes;

    @Inject
    public SystemChecks(Readiness readiness, OverviewService overview, LiveRoutes routes) {
        this.readiness = readiness;
        this.overview = overview;
        this.routes = routes;
    }

    /** What one look found: {@code ok}, {@code warning} or {@code failed}. */
    private record Finding(String result, String detail) {
        static Finding ok(String detail) {
            return new Finding("ok", detail);
        }

        static Finding warning(String detail) {
            return new Finding("warning", detail);
        }
    }

    /** What everything else stands on. */
    List<CheckJson> backbone() {
        List<CheckJson> checks = new ArrayList<>();
        readiness.parts().forEach(part -> checks.add(check(part.name(), () -> part(part))));
        checks.add(check("tasks", this::tasks));
        checks.add(check("hosts", this::hosts));
        return checks;
    }

    /** What the pages and clients of the API stand on, beside that. */
    public List<CheckJson> diagnostics() {
        List<CheckJson> checks = new ArrayList<>(backbone());
        checks.add(check("pages", this::pages));
        checks.add(check("api", () -> Finding.ok(routes.all().size() + " routes")));
        return checks;
    }

    /** The worst of them. */
    public static String worst(List<CheckJson> checks) {
        if (checks.stream().anyMatch(check -> check.result().equals("failed"))) {
            return "failed";
        }
        return checks.stream().allMatch(check -> check.result().equals("ok")) ? "ok" : "warning";
    }

    private static Finding part(Readiness.Part part) {
        Optional<String> obstacle = part.obstacle().get();
        return obstacle.map(detail -> new Finding("failed", detail)).orElseGet(() -> Finding.ok("ready"));
    }

    private Finding tasks() {
        Overview.Tasks tasks = overview.tasks();
        Long waits = tasks.oldestWaitingSeconds();
        String detail = tasks.waiting() + " wait, " + tasks.running() + " run";
        return waits != null && waits > LONG_WAIT_SECONDS
                ? Finding.warning(detail + "; the oldest has waited for " + waits + " s")
                : Finding.ok(detail);
    }

    private Finding hosts() {
        Overview.Hosts hosts = overview.hosts();
        String detail = hosts.ready() + " of " + hosts.total() + " are ready";
        return hosts.unreachable() == 0
                ? Finding.ok(detail)
                : Finding.warning(detail + "; " + hosts.unreachable()
                        + " cannot be reached: GET /api/v1/hosts?status=unreachable");
    }

    private Finding pages() {
        long pages = routes.all().stream()
                .filter(route -> route.tag().equals("Pages"))
                .count();
        return pages == 0 ? new Finding("failed", "there are no pages") : Finding.ok(pages + " routes");
    }

    private static CheckJson check(String name, Supplier<Finding> look) {
        long begun = System.nanoTime();
        Finding finding;
        try {
            finding = look.get();
        } catch (KloigosException e) {
            finding = new Finding("failed", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // what it says may name inner things
            finding = new Finding("failed", "it could not be looked at; the log tells more");
        }
        double took = Math.round((System.nanoTime() - begun) / NANOS_PER_MS * 100) / 100.0;
        return new CheckJson(name, finding.result(), took, finding.detail());
    }
}

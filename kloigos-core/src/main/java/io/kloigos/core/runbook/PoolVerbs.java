package io.kloigos.core.runbook;

import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.ServerService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What runbooks can do with the pool. */
final class PoolVerbs {
    private static final int MOST_HOURS = 24 * 366;

    private final ServerService servers;
    private final Clock clock;

    PoolVerbs(ServerService servers, Clock clock) {
        this.servers = servers;
        this.clock = clock;
    }

    List<Verb> all() {
        return List.of(
                new Verb("pool.release", Set.of("max_age_hours"), Set.of("service_name", "owner"), this::release));
    }

    /** Gives back what was claimed longer ago than that. */
    private String release(Arguments with, Conductor conductor) {
        with.text("max_age_hours");
        int hours = with.number("max_age_hours", 0, 1, MOST_HOURS);
        Instant latest = clock.instant().minus(Duration.ofHours(hours));
        ServerQuery claimed = new ServerQuery(
                with.find("service_name").orElse(null), null, with.find("owner").orElse(null), Map.of(), null, null);
        List<Server> old = servers.list(claimed).stream()
                .filter(server -> isOlder(server, latest))
                .toList();
        conductor.change(() -> old.forEach(server -> release(conductor, server)));
        return "Gave back " + old.size() + " servers"
                + (old.isEmpty()
                        ? ""
                        : ": "
                                + String.join(
                                        ", ", old.stream().map(Server::hostname).toList()));
    }

    private static boolean isOlder(Server server, Instant latest) {
        Instant since = server.startedAt();
        return server.isClaimed() && since != null && since.isBefore(latest);
    }

    /** One that was claimed anew meanwhile stays with who has it. */
    private void release(Conductor conductor, Server old) {
        if (old.startedAt() != null
                && old.startedAt().equals(servers.get(old.hostname()).startedAt())) {
            servers.release(conductor.caller(), old.hostname());
        }
    }
}

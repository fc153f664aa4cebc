package io.kloigos.http.system;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The phases in which this control plane was planned, each item told done by whether the server has its routes. */
final class Roadmap {
    private record Item(String name, List<String> routes) {}

    private record Phase(int number, String name, List<Item> items) {}

    private static final List<Phase> PHASES = List.of(
            new Phase(
                    6,
                    "Execution backend",
                    List.of(
                            item(
                                    "VM lifecycle on libvirt",
                                    "POST /api/v1/vms/provision",
                                    "POST /api/v1/vms/{id}/action"),
                            item("Networks on hosts", "POST /api/v1/networks"),
                            item("Image imports with checksums", "POST /api/v1/images/import"))),
            new Phase(
                    7,
                    "Console and pages",
                    List.of(
                            item("Console through one-time tickets", "GET /api/v1/vms/{id}/console"),
                            item("Task retry", "POST /api/v1/tasks/{id}/retry"),
                            item("Event filters and stream", "GET /api/v1/events", "GET /api/v1/events/stream"))),
            new Phase(
                    8,
                    "Policies and automation",
                    List.of(
                            item("Policies", "POST /api/v1/policies", "GET /api/v1/policies/effective"),
                            item(
                                    "Audit export and retention",
                                    "GET /api/v1/audit/export",
                                    "POST /api/v1/events/retention"),
                            item(
                                    "Runbooks and schedules",
                                    "POST /api/v1/runbooks/templates",
                                    "POST /api/v1/runbooks/schedules"))));

    private Roadmap() {}

    private static Item item(String name, String... routes) {
        return new Item(name, List.of(routes));
    }

    static RoadmapJson of(LiveRoutes live) {
        return new RoadmapJson(PHASES.stream().map(phase -> phase(phase, live)).toList());
    }

    private static PhaseJson phase(Phase phase, LiveRoutes live) {
        List<ItemJson> items =
                phase.items().stream().map(item -> item(item, live)).toList();
        boolean done = items.stream().allMatch(item -> item.status().equals("done"));
        return new PhaseJson(phase.number(), phase.name(), done ? "done" : "in_progress", items);
    }

    private static ItemJson item(Item item, LiveRoutes live) {
        boolean done = item.routes().stream()
                .map(route -> route.split(" ", 2))
                .allMatch(route -> live.has(route[0], route[1]));
        return new ItemJson(item.name(), done ? "done" : "pending", item.routes());
    }

    /** The phases. */
    @Schema(name = "Roadmap")
    record RoadmapJson(List<PhaseJson> phases) {}

    /** A phase: done once all of its items are. */
    @Schema(name = "RoadmapPhase")
    record PhaseJson(int phase, String name, String status, List<ItemJson> items) {}

    /** Something that was planned; done when the server has its routes. */
    @Schema(name = "RoadmapItem")
    record ItemJson(String name, String status, List<String> routes) {}
}

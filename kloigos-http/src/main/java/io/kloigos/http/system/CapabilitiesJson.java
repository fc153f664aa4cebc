package io.kloigos.http.system;

import io.kloigos.core.host.HostAction;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.RunbookVerb;
import io.kloigos.core.runbook.Template;
import io.kloigos.core.vm.VmAction;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What works here.
 *
 * @param features the parts of the API that this server has, with the number of their routes
 * @param execution what hosts make possible now
 */
@Schema(name = "Capabilities")
record CapabilitiesJson(
        String basePath,
        Map<String, Integer> features,
        List<HostAction> hostActions,
        List<VmAction> vmActions,
        List<String> runbooks,
        List<String> runbookVerbs,
        HostsJson execution) {
    /** What hosts make possible now. */
    @Schema(name = "CapabilitiesExecution")
    record HostsJson(boolean vmProvision, boolean vmMigration) {}

    static CapabilitiesJson of(
            String basePath, List<LiveRoutes.Route> routes, RunbookService runbooks, long readyHosts) {
        Map<String, Integer> features = new TreeMap<>();
        routes.forEach(route -> features.merge(route.tag(), 1, Integer::sum));
        return new CapabilitiesJson(
                basePath,
                features,
                List.of(HostAction.values()),
                List.of(VmAction.values()),
                runbooks.list().stream()
                        .map(Template::runbook)
                        .map(each -> each.name())
                        .toList(),
                runbooks.verbs().stream().map(RunbookVerb::name).toList(),
                new HostsJson(readyHosts > 0, readyHosts > 1));
    }
}

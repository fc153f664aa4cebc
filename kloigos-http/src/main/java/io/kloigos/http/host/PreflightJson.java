package io.kloigos.http.host;

import io.kloigos.core.hypervisor.PreflightCheck;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What must hold on a host, and whether it does. */
@Schema(name = "Preflight")
record PreflightJson(String hostId, boolean ok, List<PreflightCheck> checks) {
    private static final Set<PreflightCheck.Result> FINE =
            EnumSet.of(PreflightCheck.Result.OK, PreflightCheck.Result.WARNING);

    static PreflightJson of(String hostId, List<PreflightCheck> checks) {
        return new PreflightJson(hostId, checks.stream().allMatch(check -> FINE.contains(check.result())), checks);
    }
}

package io.kloigos.http.host;

import io.kloigos.core.hypervisor.PreflightCheck;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What must hold on a host, and whether it does. */
@Schema(name = "Preflight")
record PreflightJson(String hostId, boolean ok, List<PreflightCheck> checks) {
    static PreflightJson of(String hostId, List<PreflightCheck> checks) {
        return new PreflightJson(
                hostId, checks.stream().allMatch(check -> check.result() == PreflightCheck.Result.OK), checks);
    }
}

package io.kloigos.http.audit;

import io.kloigos.core.audit.Verification;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What a look at the whole chain found. */
@Schema(name = "AuditVerification")
record VerificationJson(
        boolean intact,
        long blocks,
        long events,
        long anchorBlock,
        long headBlock,
        String headHash,
        List<Verification.Problem> problems) {
    static VerificationJson of(Verification found) {
        return new VerificationJson(
                found.isIntact(),
                found.blocks(),
                found.events(),
                found.anchorBlock(),
                found.headBlock(),
                found.headHash(),
                found.problems());
    }
}

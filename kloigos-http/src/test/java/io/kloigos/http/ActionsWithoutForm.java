package io.kloigos.http;

import java.util.Map;

/** What of the API no page offers, and why; all else that changes something has a form or a button. */
public final class ActionsWithoutForm {
    private static final Map<String, String> REASONS = Map.of(
            "POST /agent/push-now", "for the script of an agent on a host",
            "POST /api/v1/hosts/{host_id}/heartbeat", "for a script on a host",
            "POST /api/v1/login", "for programs; people log in at POST /login",
            "POST /api/v1/drift/plan", "changes nothing; the page of the plan shows the same");

    private ActionsWithoutForm() {}

    /** By verb and path, such as {@code POST /agent/push-now}. */
    public static Map<String, String> reasons() {
        return REASONS;
    }
}

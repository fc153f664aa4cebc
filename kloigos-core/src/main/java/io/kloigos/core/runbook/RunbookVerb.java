package io.kloigos.core.runbook;

import java.util.List;

/**
 * Something that steps of runbooks may do.
 *
 * @param required what it must be told
 * @param optional what it may be told beside that
 */
public record RunbookVerb(String name, List<String> required, List<String> optional) {
    public RunbookVerb {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
    }
}

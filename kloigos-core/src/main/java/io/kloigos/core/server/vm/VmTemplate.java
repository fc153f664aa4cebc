package io.kloigos.core.server.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.vm.VmRequest;
import java.time.Instant;
import java.util.Locale;

/**
 * What VMs for the pool are made from.
 *
 * @param name 1 to 63 letters, digits, {@code . _ -}
 * @param request the VM; its own name is replaced by one for each
 */
public record VmTemplate(String name, String description, VmRequest request, OnRelease onRelease, Instant createdAt) {
    /** What becomes of a VM once it is given back. */
    public enum OnRelease {
        /** It stays in the pool, as a free server. */
        KEEP,
        /** It is deleted with its disks. */
        DELETE;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public VmTemplate {
        new Checks()
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .that(description.length() <= 1024, "description", "must have at most 1024 characters")
                .done();
    }
}

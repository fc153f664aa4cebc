package io.kloigos.core.vm.clone;

import io.kloigos.core.Checks;

/**
 * A copy of a VM.
 *
 * @param name of the copy, unique on its host: 1 to 63 letters, digits, {@code . _ -}
 * @param start whether it is started once it is there
 * @param linked whether its disks are built on those of the original, instead of being copies of them
 */
public record CloneRequest(String name, boolean start, boolean linked) {
    /** One whose disks are copies. */
    public CloneRequest(String name, boolean start) {
        this(name, start, false);
    }

    public CloneRequest {
        new Checks()
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .done();
    }
}

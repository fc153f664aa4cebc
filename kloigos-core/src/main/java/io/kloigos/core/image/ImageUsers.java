package io.kloigos.core.image;

import java.util.Optional;

/** Tells who needs the copy of an image on a host beside what can be seen there; this feature knows no VMs. */
@FunctionalInterface
public interface ImageUsers {
    /** Who does, as a sentence; empty when nobody does. */
    Optional<String> of(String hostId, Image image);
}

package io.kloigos.core.drift;

/** A volume of a host by its pool and name. */
public record VolumeName(String pool, String name) {
    @Override
    public String toString() {
        return pool + "/" + name;
    }
}

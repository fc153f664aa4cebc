package io.kloigos.core.network;

/** Where a network of ours is in its life. */
public enum NetworkPhase {
    MAKING,
    ACTIVE,
    CHANGING,
    DELETING
}

package io.kloigos.core.vm;

/** Where a VM stands in its life here. */
public enum VmPhase {
    /** Its task is making it. */
    PROVISIONING,
    ACTIVE,
    /** Its task is removing it. */
    DELETING;

    public boolean canTransitionTo(VmPhase next) {
        return switch (this) {
            case PROVISIONING -> next == ACTIVE;
            case ACTIVE -> next == DELETING;
            case DELETING -> next == ACTIVE;
        };
    }
}

package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact;
import org.jspecify.annotations.Nullable;

/** A connection that did not come about, and why; the message tells an operator what to do. */
public final class ConnectFailure extends Exception {
    private final Contact.Obstacle obstacle;
    private final @Nullable String offeredKey;

    public ConnectFailure(
            Contact.Obstacle obstacle, String detail, @Nullable String offeredKey, @Nullable Throwable cause) {
        super(detail, cause);
        this.obstacle = obstacle;
        this.offeredKey = offeredKey;
    }

    public Contact.Obstacle obstacle() {
        return obstacle;
    }

    /** What to do about it. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable String offeredKey() {
        return offeredKey;
    }

    public Contact.Failed toContact() {
        return new Contact.Failed(obstacle, detail(), offeredKey);
    }
}

package io.kloigos.core.task;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import java.util.List;

/**
 * Knows how to carry out the tasks of one type.
 *
 * @param <P> the parameters: a record that is stored as JSON with the task
 */
public interface TaskHandler<P> {
    /** Dotted, such as {@code vm.provision}; never changed once tasks of it are stored. */
    String type();

    Class<P> paramsType();

    /** Whether its steps only make other tasks and wait for them: it then takes no worker's place from those. */
    default boolean isConductor() {
        return false;
    }

    /**
     * The parameters for how things are now that its turn has come: others went before it, and may have changed what it is
     * about. Throws when it makes no sense any more; changes nothing. Not asked again once a step has begun.
     */
    default P inTurn(P params) {
        return params;
    }

    /** Throws when the task cannot succeed; changes nothing. Not run again once a step has begun. */
    default void checkPrerequisites(P params, Stage stage) {}

    /** The steps, the same ones each time for equal parameters. */
    List<Step> steps(P params, Stage stage);

    /** Records the success, in the transaction that ends the task. */
    default void succeeded(Transaction tx, Task task, P params) {}

    /**
     * Puts back what {@link #failed} took away, in the transaction that has the task done once more; its steps begin anew, and
     * look at the host.
     */
    default void again(Transaction tx, P params) {
        throw KloigosException.conflict("A task of type " + type()
                + " cannot be done again, because its records are gone. Send the request again instead.");
    }

    /** Records the failure after everything was undone, in the transaction that ends the task. */
    default void failed(Transaction tx, Task task, P params) {}
}

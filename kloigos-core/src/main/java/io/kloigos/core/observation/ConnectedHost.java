package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainsSeen;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Subscription;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A host over one connection that is listened to: what is seen there is compared with what was recorded last, and recorded.
 * Used by whoever has the host's turn. Whatever goes wrong, the connection has to be made anew.
 */
final class ConnectedHost {
    private final String hostId;
    private final HostWatch watch;
    private final HostEndpoint endpoint;
    private final Hypervisor hypervisor;
    private final Subscription subscription;
    private final Picture picture;
    private final Touched touched;
    private final long epoch;
    private final long revision;

    /**
     * @param touched what was heard of
     * @param epoch which ownership of the host it is
     * @param revision of the host's record when it was called
     */
    ConnectedHost(
            String hostId,
            HostWatch watch,
            HostEndpoint endpoint,
            Subscription subscription,
            Touched touched,
            long epoch,
            long revision) {
        this.hostId = hostId;
        this.watch = watch;
        this.endpoint = endpoint;
        this.hypervisor = watch.hypervisors().at(endpoint);
        this.subscription = subscription;
        this.picture = watch.observations().picture(hostId);
        this.touched = touched;
        this.epoch = epoch;
        this.revision = revision;
    }

    boolean isAsOf(long anEpoch, long aRevision) {
        return epoch == anEpoch && revision == aRevision;
    }

    /** Where it is connected to. */
    HostEndpoint endpoint() {
        return endpoint;
    }

    /** Listens no more. */
    void hangUp() {
        subscription.close();
    }

    /** Everything on the host; nothing is recorded yet. */
    Sweep sweep() {
        long start = System.nanoTime();
        hypervisor.state(new UUID(0, 0));
        long asked = System.nanoTime();
        HostView view = hypervisor.look();
        watch.counts().sweeps.increment();
        return new Sweep(
                view,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked),
                TimeUnit.NANOSECONDS.toMicros(asked - start));
    }

    /** Records a first complete look, and that the host was reached. */
    List<DomainChange> record(Sweep sweep, String hostKey) {
        return watch.observations()
                .swept(
                        hostId,
                        epoch,
                        picture,
                        sweep,
                        new Contact.Reached(sweep.view().facts(), hostKey));
    }

    /** Looks at everything again, and counts what no event had told of. */
    List<DomainChange> look() {
        List<DomainChange> changes = watch.observations().swept(hostId, epoch, picture, sweep(), null);
        watch.counts()
                .corrections
                .add(changes.stream().filter(this::isCorrection).count());
        return changes;
    }

    /** Whether no event has told of the change, nor will. */
    private boolean isCorrection(DomainChange change) {
        Domain after = change.after();
        boolean addressOnly = change.before() != null
                && after != null
                && change.before().withState(after.state(), after.addresses()).equals(after)
                && change.before().state() == after.state();
        Domain any = after != null ? after : Objects.requireNonNull(change.before());
        return !addressOnly && !touched.has(any.name());
    }

    /** Looks at these domains. */
    List<DomainChange> look(Collection<String> names) {
        DomainsSeen seen = hypervisor.see(names);
        if (seen.all() == null && picture.isNamedAnew(seen.domains())) {
            // nobody has the empty name: with it, all are listed
            seen = hypervisor.see(Stream.concat(names.stream(), Stream.of("")).toList());
        }
        return watch.observations().seen(hostId, epoch, picture, seen);
    }

    /** Looks at what was heard of. */
    List<DomainChange> lookAtTouched() {
        Set<String> names = touched.take();
        return names.isEmpty() ? List.of() : look(names);
    }

    /** Looks at that domain, if it is known. */
    List<DomainChange> look(UUID vmId) {
        return picture.domain(vmId).map(domain -> look(List.of(domain.name()))).orElse(List.of());
    }

    HostFigures figures() {
        return hypervisor.figures();
    }

    /** Figures tell states too: domains that no event told of are looked at. */
    List<DomainChange> compare(HostFigures figures) {
        for (String name : picture.differingFrom(figures)) {
            if (!touched.has(name)) {
                watch.counts().corrections.increment();
                touched.add(name);
            }
        }
        return lookAtTouched();
    }
}

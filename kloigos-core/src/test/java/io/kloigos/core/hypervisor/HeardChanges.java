package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that remembers what it was told. */
public final class HeardChanges implements HostListener {
    private final Queue<String> domains = new ConcurrentLinkedQueue<>();
    private final Queue<KloigosException> losses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger hostChanges = new AtomicInteger();

    @Override
    public void domainChanged(String name) {
        domains.add(name);
    }

    @Override
    public void hostChanged() {
        hostChanges.incrementAndGet();
    }

    @Override
    public void lost(KloigosException reason) {
        losses.add(reason);
    }

    /** The names, in order and as often as they were told. */
    public List<String> domains() {
        return List.copyOf(domains);
    }

    public int hostChanges() {
        return hostChanges.get();
    }

    public List<KloigosException> losses() {
        return List.copyOf(losses);
    }

    public void forget() {
        domains.clear();
        losses.clear();
        hostChanges.set(0);
    }
}

package io.kloigos.core.hypervisor;

/** Ends the calls to a {@link HostListener} when closed. Returns at once; closing twice does no harm. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}

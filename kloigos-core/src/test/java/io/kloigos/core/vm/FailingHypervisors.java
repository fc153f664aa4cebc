package io.kloigos.core.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import io.kloigos.core.hypervisor.InterceptedHypervisors.Change;
import java.util.concurrent.atomic.AtomicInteger;

/** Has one change on a host fail, before or after it had its effect: the one of that number, counted from 0. */
final class FailingHypervisors {
    static final String SENTENCE = "The test has this change fail.";

    private final Hypervisors hosts;
    private final AtomicInteger left = new AtomicInteger(-1);
    private volatile boolean afterEffect;

    FailingHypervisors(Hypervisors hosts) {
        this.hosts = new InterceptedHypervisors(hosts, (name, change) -> change(change));
    }

    Hypervisors hosts() {
        return hosts;
    }

    void failChange(int number, boolean after) {
        afterEffect = after;
        left.set(number);
    }

    void failNone() {
        left.set(-1);
    }

    private void change(Change change) throws Throwable {
        boolean fails = left.getAndUpdate(n -> n < 0 ? n : n - 1) == 0;
        if (!fails || afterEffect) {
            change.make();
        }
        if (fails) {
            throw new KloigosException(ErrorCode.HOST_FAILED, SENTENCE);
        }
    }
}

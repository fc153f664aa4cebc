package io.kloigos.core.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.hypervisor.Rehearsal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Hosts on which one change fails, before or after it had its effect: the one of that number, counted from 0. */
final class FailingHypervisors implements Hypervisors {
    static final String SENTENCE = "The test has this change fail.";

    private final Hypervisors hosts;
    private final AtomicInteger left = new AtomicInteger(-1);
    private volatile boolean afterEffect;

    FailingHypervisors(Hypervisors hosts) {
        this.hosts = hosts;
    }

    void failChange(int number, boolean after) {
        afterEffect = after;
        left.set(number);
    }

    void failNone() {
        left.set(-1);
    }

    private <T> T failing(Class<T> part, Object real) {
        return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[] {part}, (proxy, method, args) -> {
            if (method.getReturnType() == void.class) {
                change(method, args, real);
                return null;
            }
            Object answer = call(method, args, real);
            return method.getReturnType().isAnnotationPresent(Hypervisor.Part.class)
                    ? failing(method.getReturnType(), answer)
                    : answer;
        }));
    }

    private void change(Method method, Object[] args, Object real) throws Throwable {
        boolean fails = left.getAndUpdate(n -> n < 0 ? n : n - 1) == 0;
        if (!fails || afterEffect) {
            call(method, args, real);
        }
        if (fails) {
            throw new KloigosException(ErrorCode.HOST_FAILED, SENTENCE);
        }
    }

    private static Object call(Method method, Object[] args, Object real) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint) {
        return failing(Hypervisor.class, hosts.at(endpoint));
    }

    @Override
    public Contact contact(HostEndpoint endpoint, Duration deadline) {
        return hosts.contact(endpoint, deadline);
    }

    @Override
    public Rehearsal rehearse(HostEndpoint endpoint) {
        return hosts.rehearse(endpoint);
    }

    @Override
    public List<PreflightCheck> preflight(HostEndpoint endpoint, Duration deadline) {
        return hosts.preflight(endpoint, deadline);
    }

    @Override
    public void forget(String hostId) {
        hosts.forget(hostId);
    }

    @Override
    public void close() {
        hosts.close();
    }
}

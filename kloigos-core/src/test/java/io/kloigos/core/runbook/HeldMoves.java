package io.kloigos.core.runbook;

import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.MigrationsOfDomains;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.hypervisor.Rehearsal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Hosts whose moves wait to be let go, and are counted. */
final class HeldMoves implements Hypervisors {
    final Semaphore allowed = new Semaphore(0);
    final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Hypervisors hosts;

    HeldMoves(Hypervisors hosts) {
        this.hosts = hosts;
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint) {
        return proxy(Hypervisor.class, hosts.at(endpoint));
    }

    private <T> T proxy(Class<T> part, Object real) {
        return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[] {part}, (proxy, method, args) -> {
            if (part == MigrationsOfDomains.class && method.getName().equals("migrate")) {
                return held(method, args, real);
            }
            Object answer = call(method, args, real);
            return method.getReturnType() == MigrationsOfDomains.class
                    ? proxy(MigrationsOfDomains.class, answer)
                    : answer;
        }));
    }

    private Object held(Method method, Object[] args, Object real) throws Throwable {
        begun.incrementAndGet();
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        allowed.acquire();
        try {
            return call(method, args, real);
        } finally {
            now.decrementAndGet();
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
    public Contact contact(HostEndpoint endpoint, Duration span, Runnable answered) {
        return hosts.contact(endpoint, span, answered);
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

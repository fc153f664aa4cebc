package io.kloigos.core.hypervisor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Hosts between which and the engine somebody stands: of each change that the engine makes on one, it is asked. */
public final class InterceptedHypervisors implements Hypervisors {
    /** Who is asked. */
    public interface Interceptor {
        /** @param name of the method of the port that changes something */
        void change(String name, Change change) throws Throwable;
    }

    /** A change, which happens when it is made. */
    public interface Change {
        void make() throws Throwable;

        /** What it does to what: the same words for the same change, made again. */
        String words();
    }

    private record Call(Method method, Object[] args, Object real) implements Change {
        @Override
        public void make() throws Throwable {
            answer();
        }

        Object answer() throws Throwable {
            try {
                return method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        @Override
        public String words() {
            return method.getName()
                    + Stream.of(args).filter(Call::isValue).map(String::valueOf).toList();
        }

        private static boolean isValue(Object arg) {
            return arg == null
                    || arg instanceof Record
                    || arg.getClass().getPackageName().startsWith("java.");
        }
    }

    private final Hypervisors hosts;
    private final Interceptor interceptor;

    public InterceptedHypervisors(Hypervisors hosts, Interceptor interceptor) {
        this.hosts = hosts;
        this.interceptor = interceptor;
    }

    private <T> T intercepted(Class<T> part, Object real) {
        return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[] {part}, (proxy, method, args) -> {
            Call call = new Call(method, args == null ? new Object[0] : args, real);
            if (method.getReturnType() == void.class) {
                interceptor.change(method.getName(), call);
                return null;
            }
            Object answer = call.answer();
            return method.getReturnType().isAnnotationPresent(Hypervisor.Part.class)
                    ? intercepted(method.getReturnType(), answer)
                    : answer;
        }));
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint) {
        return intercepted(Hypervisor.class, hosts.at(endpoint));
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

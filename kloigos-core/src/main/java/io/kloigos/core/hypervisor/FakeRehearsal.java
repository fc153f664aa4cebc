package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a fake host, and the changes that were made to it: whatever method of the port answers nothing is one. What
 * answers another part of the port is noted in the same way.
 */
final class FakeRehearsal {
    private final FakeHypervisor copy;
    private final List<PlannedCommand> noted = new ArrayList<>();

    private FakeRehearsal(FakeHypervisor copy) {
        this.copy = copy;
    }

    static Rehearsal of(FakeHypervisor copy) {
        FakeRehearsal rehearsal = new FakeRehearsal(copy);
        return new Rehearsal(rehearsal.noting(Hypervisor.class, copy), () -> List.copyOf(rehearsal.noted));
    }

    /** The host itself, telling of each change as of a command. */
    static Hypervisor telling(FakeHypervisor host, Consumer<RanCommand> log) {
        return telling(Hypervisor.class, host, log);
    }

    private static <T> T telling(Class<T> part, Object real, Consumer<RanCommand> log) {
        InvocationHandler handler = (proxy, method, args) -> {
            Object answer = tell(real, method, args, log);
            return method.getReturnType().isAnnotationPresent(Hypervisor.Part.class)
                    ? telling(method.getReturnType(), Objects.requireNonNull(answer), log)
                    : answer;
        };
        return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[] {part}, handler));
    }

    private static @Nullable Object tell(
            Object real, Method method, Object @Nullable [] args, Consumer<RanCommand> log) {
        if (method.getReturnType() != void.class) {
            return call(real, method, args);
        }
        try {
            call(real, method, args);
            log.accept(new RanCommand(words(method, args), null, Duration.ZERO));
            return null;
        } catch (KloigosException e) {
            log.accept(new RanCommand(words(method, args), e.getMessage(), Duration.ZERO));
            throw e;
        }
    }

    private <T> T noting(Class<T> part, Object real) {
        InvocationHandler handler = (proxy, method, args) -> {
            if (method.getReturnType() == void.class) {
                note(method, args, () -> call(real, method, args));
                return null;
            }
            Object answer = call(real, method, args);
            return method.getReturnType().isAnnotationPresent(Hypervisor.Part.class)
                    ? noting(method.getReturnType(), Objects.requireNonNull(answer))
                    : answer;
        };
        return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[] {part}, handler));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] args) {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A change that leaves everything as it was is none. */
    private void note(Method method, Object @Nullable [] args, Runnable change) {
        Map<String, String> before = picture();
        change.run();
        Map<String, String> after = picture();
        StringBuilder diff = new StringBuilder();
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(
                name -> diff.append(UnifiedDiff.of(name, before.getOrDefault(name, ""), after.getOrDefault(name, ""))));
        if (!diff.isEmpty()) {
            noted.add(new PlannedCommand(words(method, args), null, diff.toString()));
        }
    }

    /** {@code powerOff(id, owner)} is "power-off id"; a description stands for itself by its id or name. */
    private static String words(Method method, Object @Nullable [] args) {
        String verb = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        if (args == null) {
            return verb;
        }
        Object first = args[0];
        return verb + " "
                + Stream.of("vmId", "name")
                        .filter(component -> has(first, component))
                        .findFirst()
                        .map(component -> component(first, component))
                        .orElse(first);
    }

    private static boolean has(Object record, String component) {
        return record.getClass().isRecord()
                && Stream.of(record.getClass().getRecordComponents())
                        .anyMatch(each -> each.getName().equals(component));
    }

    private static Object component(Object record, String name) {
        try {
            return Objects.requireNonNull(record.getClass().getMethod(name).invoke(record));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> picture() {
        Map<String, String> picture = new TreeMap<>();
        HostView view = copy.look();
        view.domains().forEach(domain -> picture.put("domain " + domain.vmId(), lines(domain)));
        view.pools().forEach(pool -> picture.put("pool " + pool.name(), pool + "\n"));
        view.volumes().forEach(volume -> picture.put("volume " + volume.pool() + "/" + volume.name(), volume + "\n"));
        picture.putAll(copy.filterLines());
        picture.put("shell", String.join("\n", copy.shellLines()) + "\n");
        copy.vlanBridges().forEach(bridge -> picture.put("bridge " + bridge.bridge(), bridge + "\n"));
        view.networks().forEach(network -> picture.put("network " + network.uuid(), lines(network)));
        view.snapshots().forEach(each -> picture.put("snapshot " + each.vmId() + "/" + each.name(), each + "\n"));
        return picture;
    }

    private static String lines(Network network) {
        return Stream.of(network.name(), network.active(), network.bridge(), network.cidr(), network.details())
                .map(Objects::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String lines(Domain domain) {
        return Stream.of(
                        domain.name(),
                        domain.state(),
                        domain.persistent(),
                        domain.cpuCores(),
                        domain.memoryMb(),
                        domain.disks(),
                        domain.nics(),
                        domain.atNextStart(),
                        domain.autostart(),
                        domain.stamp())
                .map(Objects::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}

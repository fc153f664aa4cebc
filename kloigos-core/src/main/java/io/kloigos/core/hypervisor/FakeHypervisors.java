package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in memory, found by their address. Every address that is asked for is a host, unless it was given an obstacle.
 */
public final class FakeHypervisors implements Hypervisors {
    /** The key that every fake host shows. */
    public static final String HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEZha2VIb3N0S2V5T2ZLbG9pZ29zRm9yVGVzdHNPbmx5";

    private final Map<String, FakeHypervisor> hosts = new ConcurrentHashMap<>();
    private final Map<String, Contact.Failed> obstacles = new ConcurrentHashMap<>();

    /** The host at that address, to look into and to play tricks on. */
    public FakeHypervisor host(String address) {
        return hosts.computeIfAbsent(address, unknown -> {
            FakeHypervisor made = new FakeHypervisor();
            made.meet(this::host);
            return made;
        });
    }

    /** From now on the host cannot be contacted; null takes the obstacle away. */
    public void obstruct(String address, Contact.@Nullable Failed obstacle) {
        if (obstacle == null) {
            obstacles.remove(address);
        } else {
            obstacles.put(address, obstacle);
        }
    }

    @Override
    public Contact contact(HostEndpoint endpoint, Duration span, Runnable answered) {
        Contact.Failed obstacle = obstacles.get(endpoint.address());
        if (obstacle == null) {
            answered.run();
        }
        if (obstacle == null) {
            obstacle = keyObstacle(endpoint);
        }
        if (obstacle != null) {
            return obstacle;
        }
        try {
            return new Contact.Reached(host(endpoint.address()).facts(), HOST_KEY);
        } catch (KloigosException e) {
            Contact.Obstacle kind =
                    e.code() == ErrorCode.HOST_UNREACHABLE ? Contact.Obstacle.TIMEOUT : Contact.Obstacle.BROKEN;
            return new Contact.Failed(kind, String.valueOf(e.getMessage()), null);
        }
    }

    private static Contact.@Nullable Failed keyObstacle(HostEndpoint endpoint) {
        String pinned = endpoint.hostKey();
        if (pinned == null) {
            return endpoint.trustOnFirstUse()
                    ? null
                    : new Contact.Failed(
                            Contact.Obstacle.KEY_NOT_ACCEPTED, "Nobody has accepted the key of this host.", HOST_KEY);
        }
        return pinned.startsWith(HOST_KEY)
                ? null
                : new Contact.Failed(Contact.Obstacle.KEY_CHANGED, "The key is not the pinned one.", HOST_KEY);
    }

    @Override
    public List<PreflightCheck> preflight(HostEndpoint endpoint, Duration deadline) {
        if (contact(endpoint, deadline) instanceof Contact.Failed failed) {
            return List.of(new PreflightCheck("ssh", PreflightCheck.Result.FAILED, failed.detail(), "true"));
        }
        return List.of(new PreflightCheck("ssh", PreflightCheck.Result.OK, "as it should be", null));
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint) {
        return host(endpoint.address());
    }

    @Override
    public Hypervisor at(HostEndpoint endpoint, Consumer<RanCommand> log) {
        return FakeRehearsal.telling(host(endpoint.address()), log);
    }

    @Override
    public Rehearsal rehearse(HostEndpoint endpoint) {
        return FakeRehearsal.of(host(endpoint.address()).copy());
    }

    @Override
    public void forget(String hostId) {}

    @Override
    public void close() {}
}

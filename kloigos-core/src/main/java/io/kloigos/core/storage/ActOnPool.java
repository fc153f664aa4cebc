package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.StorageOfHost;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;

/** Starts, stops or refreshes a storage pool, or says whether it starts with its host. */
final class ActOnPool extends StorageTask<ActOnPool.Params> {
    static final String TYPE = "pool.action";

    record Params(String hostId, String name, PoolAction action) implements StorageTask.Params {
        @Override
        public String what() {
            return action.word() + " of storage pool " + name;
        }
    }

    ActOnPool(HostService hosts, EventService events) {
        super(TYPE, "pool.carried_out", Params.class, hosts, events);
    }

    /** Running domains have their disks open: a pool may be stopped under them, and libvirt cannot see them any more. */
    @Override
    void check(Params params, Hypervisor host) {
        if (host.storage().pool(params.name()).isEmpty()) {
            throw KloigosException.notFound("storage pool on " + params.hostId() + ",", params.name());
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.oneWay(
                        params.action().word().replace('_', '-'),
                        () -> act(params, host(params, stage).storage())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private static void act(Params params, StorageOfHost storage) {
        switch (params.action()) {
            case START -> storage.startPool(params.name());
            case STOP -> storage.stopPool(params.name());
            case REFRESH -> storage.refreshPool(params.name());
            case AUTOSTART_ON -> storage.setPoolAutostart(params.name(), true);
            case AUTOSTART_OFF -> storage.setPoolAutostart(params.name(), false);
        }
    }
}

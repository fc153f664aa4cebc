package io.kloigos.http.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.vm.VmVerbs;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the host of a VM, and holds callers to the one that they name. */
@Singleton
public final class VmOnHost {
    private final VmVerbs vms;

    @Inject
    public VmOnHost(VmVerbs vms) {
        this.vms = vms;
    }

    /** The VM's host. {@code NOT_FOUND} when there is no such VM, or the caller names another host. */
    public String check(UUID vmId, @Nullable String hostId) {
        String actual = vms.get(vmId).hostId();
        if (hostId != null && !hostId.equals(actual)) {
            throw KloigosException.notFound("VM on host " + hostId + ":", vmId);
        }
        return actual;
    }
}

package io.kloigos.http.vm;

import io.kloigos.core.vm.Vm;
import io.swagger.v3.oas.annotations.media.Schema;

/** A VM and its host. */
@Schema(name = "HostVm")
public record HostVmJson(String hostId, VmJson vm) {
    public static HostVmJson of(Vm vm) {
        return new HostVmJson(vm.hostId(), VmJson.of(vm));
    }
}

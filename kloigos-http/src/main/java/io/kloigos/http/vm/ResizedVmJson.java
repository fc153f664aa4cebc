package io.kloigos.http.vm;

import io.kloigos.core.vm.Vm;
import io.swagger.v3.oas.annotations.media.Schema;

/** A VM of another size; whether it has to be stopped and started to have all of it. */
@Schema(name = "ResizedVm")
record ResizedVmJson(String hostId, VmJson vm, boolean restartRequired) {
    static ResizedVmJson of(Vm vm) {
        return new ResizedVmJson(vm.hostId(), VmJson.of(vm), vm.restartRequired());
    }
}

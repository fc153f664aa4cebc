package io.kloigos.core.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmSpecTest {
    @Test
    void whatWasStoredBeforeDisksHadABusIsStillRead() {
        String stored = """
                {"disks": [{"pool": "default", "volume": "a.qcow2", "format": "qcow2", "device": "disk"}],
                 "nics": [{"network": "default", "mac": "52:54:00:00:00:01"}], "autostart": true}
                """;
        assertThat(Json.read(stored, VmSpec.class))
                .isEqualTo(new VmSpec(
                        List.of(new VmSpec.Disk("default", "a.qcow2", "qcow2", "disk")),
                        List.of(new NicSpec("default", "52:54:00:00:00:01")),
                        true));
    }

    @Test
    void whatIsStoredIsReadBack() {
        VmSpec spec = new VmSpec(
                List.of(new VmSpec.Disk("default", "a", "raw", "disk", DiskBus.SCSI, "sdb", 1L << 40)),
                List.of(new NicSpec("lan", "52:54:00:00:00:01", NicModel.E1000, "10.0.0.7")),
                false);
        assertThat(Json.read(Json.write(spec), VmSpec.class)).isEqualTo(spec);
    }
}

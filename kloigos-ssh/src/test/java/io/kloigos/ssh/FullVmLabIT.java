package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.Hardware.Firmware;
import io.kloigos.core.hypervisor.Hardware.Topology;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Plan;
import io.kloigos.core.task.Plan.PlannedStep;
import io.kloigos.core.vm.DiskRequest;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.PlacementRule;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VMs with everything that can be asked for, and their plans, on a real host. */
class FullVmLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final Hardware MACHINE =
            new Hardware(2, 96L, new Topology(1, 2, 1), null, Firmware.BIOS, "pc", "qemu64");
    private static final Hardware UEFI = new Hardware(null, null, null, null, Firmware.UEFI, null, null);

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), new SshHypervisors(lab.config()));
        Lab.Host host = lab.hosts().get(0);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "kvm1",
                                "kvm1",
                                host.address(),
                                host.port(),
                                lab.user(),
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                host.hostKey(),
                                false,
                                List.of(),
                                null));
        lab.ssh(0, VIRSH + "vol-create-as default full-spare.raw 1M --format raw");
        lab.ssh(0, VIRSH + "vol-create-as default full-install.iso 1M --format raw");
    }

    @AfterEach
    void close() {
        for (Vm vm : kloigos.vms().list(VmQuery.onHost("kvm1"))) {
            kloigos.vms()
                    .delete(ANN, vm.vmId(), false)
                    .result()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
        kloigos.close();
        lab.ssh(
                0,
                "for v in full-spare.raw full-install.iso; do " + VIRSH + "vol-delete --pool default $v; done; true");
    }

    private static VmRequest full(String name, Hardware hardware) {
        return new VmRequest(
                "kvm1",
                name,
                1,
                64,
                null,
                1,
                "full-install.iso",
                List.of(
                        new DiskRequest("default", null, 1, VolumeFormat.RAW, DiskBus.SCSI),
                        new DiskRequest("default", "full-spare.raw", null, VolumeFormat.RAW, null)),
                List.of(NicRequest.on("default"), new NicRequest("default", NicModel.E1000, "52:54:00:0a:0b:0c", null)),
                List.of(),
                "#cloud-config\n{}\n",
                Map.of("tier", "web"),
                Map.of("note", "made by a test"),
                null,
                0,
                hardware,
                true,
                true,
                PlacementRule.SPREAD);
    }

    private Vm make(VmRequest request) {
        return kloigos.vms()
                .provision(ANN, request)
                .result()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private String onHost() {
        return lab.ssh(0, VIRSH + "vol-list default; " + VIRSH + "list --all --uuid");
    }

    @Test
    void aVmHasEverythingThatWasAskedFor() {
        Vm vm = make(full("full-1", MACHINE));
        assertThat(vm.powerState()).isEqualTo(PowerState.RUNNING);
        String xml = lab.ssh(0, VIRSH + "dumpxml --inactive " + vm.vmId());
        assertThat(xml)
                .contains("<memory unit='KiB'>98304</memory>")
                .contains("<currentMemory unit='KiB'>65536</currentMemory>")
                .contains("<vcpu placement='static' current='1'>2</vcpu>")
                .containsPattern("<vcpupin vcpu='1' cpuset='0[-,]1'/>")
                .contains("<memory mode='strict' nodeset='0'/>")
                .contains("machine='pc")
                .contains("<model fallback='forbid'>qemu64</model>")
                .contains("<topology sockets='1' dies='1' cores='2' threads='1'/>")
                .contains("<mac address='52:54:00:0a:0b:0c'/>")
                .contains("<model type='e1000'/>")
                .contains("listen='127.0.0.1'")
                .contains("org.qemu.guest_agent.0")
                .contains("<backend model='random'>/dev/urandom</backend>");
        assertThat(lab.ssh(0, VIRSH + "domblklist " + vm.vmId())
                        .lines()
                        .map(line -> line.strip().split("\\s+")[0]))
                .containsExactlyInAnyOrder("vda", "sda", "vdb", "hda", "hdb");
        assertThat(lab.ssh(0, VIRSH + "dominfo " + vm.vmId())).containsPattern("Autostart:\\s+enable");
        assertThat(vm.annotations()).isEqualTo(Map.of("note", "made by a test"));
        assertThat(vm.observed().stamp().annotations()).isEqualTo(vm.annotations());
        assertThat(kloigos.drift()
                        .list(new io.kloigos.core.drift.DriftScope(null, null, java.util.Set.of()), null, 10)
                        .items())
                .isEmpty();
    }

    /** An empty file hides one of the same name that a package brought. */
    private void hideFirmware() {
        lab.root(
                0,
                "mkdir -p /etc/qemu/firmware; for f in /usr/share/qemu/firmware/*; do"
                        + " : > /etc/qemu/firmware/${f##*/}; done");
    }

    @Test
    void aVmWithUefiStartsAndTakesItsVariablesWithIt() {
        Vm vm = make(full("full-9", UEFI));
        assertThat(vm.powerState()).isEqualTo(PowerState.RUNNING);
        String xml = lab.ssh(0, VIRSH + "dumpxml " + vm.vmId());
        assertThat(xml).contains("OVMF_CODE", "<nvram");
        String variables = lab.root(0, "ls /var/lib/libvirt/qemu/nvram");
        assertThat(variables).contains("full-9");
        assertThatThrownBy(() -> kloigos.snapshots()
                        .take(ANN, vm.vmId(), new SnapshotRequest("s", null, null))
                        .result()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        kloigos.vms()
                .delete(ANN, vm.vmId(), false)
                .result()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(lab.root(0, "ls /var/lib/libvirt/qemu/nvram")).doesNotContain("full-9");
    }

    @Test
    void whatAHostCannotGiveIsRefusedAndLeavesNothing() {
        String before = onHost();
        hideFirmware();
        try {
            refused(full("full-2", UEFI), ErrorCode.CONFLICT);
        } finally {
            lab.root(0, "rm -rf /etc/qemu/firmware");
        }
        refused(
                full("full-3", new Hardware(null, null, null, null, null, "no-such-machine", null)),
                ErrorCode.HOST_FAILED);
        Vm holder = make(full("full-4", MACHINE));
        // the volume is taken now
        refused(full("full-5", MACHINE), ErrorCode.CONFLICT);
        kloigos.vms().delete(ANN, holder.vmId(), true).result().join();
        assertThatThrownBy(() -> full("full-6", new Hardware(0, 1L, new Topology(3, 2, 1), null, null, "p c", "<x>")))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        e -> assertThat(e.fields())
                                .extracting(KloigosException.FieldError::field)
                                .containsExactly(
                                        "max_cpu_cores", "max_memory_mb", "cpu_topology", "machine", "cpu_model"));
        lab.ssh(
                0,
                "for v in $(" + VIRSH + "vol-list default | awk '/kloigos-" + holder.vmId() + "/ {print $1}'); do "
                        + VIRSH + "vol-delete --pool default $v; done");
        assertThat(onHost()).isEqualTo(before);
    }

    private void refused(VmRequest request, ErrorCode code) {
        assertThatThrownBy(() -> make(request))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
        assertThat(kloigos.vms().list(new VmQuery(null, null, request.name(), null, Map.of(), null, 1)))
                .isEmpty();
    }

    @Test
    void aPlanShowsTheCommandsThatAreThenRun() {
        String before = onHost();
        VmRequest request = full("full-7", MACHINE);
        Plan plan = kloigos.planner().plan(ANN, caller -> kloigos.vms().provision(caller, request));
        assertThat(plan.steps())
                .extracting(PlannedStep::name)
                .containsExactly(
                        "create-disk", "create-disk-1", "write-seed", "define", "autostart", "start", "observe");
        assertThat(plan.steps())
                .flatExtracting(PlannedStep::commands)
                .extracting(each -> each.command().command().split(" ")[3])
                .containsExactly(
                        "vol-create", "vol-create", "vol-create", "vol-upload", "define", "autostart", "start");
        assertThat(onHost()).isEqualTo(before);
        assertThat(kloigos.vms().list(VmQuery.onHost("kvm1"))).isEmpty();

        Vm made = kloigos.vms()
                .provision(ANN.withPlan(plan.hash()), request)
                .result()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(plan.target()).isEqualTo(Vm.target(made.vmId()));
        Plan deletion = kloigos.planner().plan(ANN, caller -> kloigos.vms().delete(caller, made.vmId(), false));
        kloigos.vms()
                .act(ANN, made.vmId(), io.kloigos.core.vm.VmAction.FORCE_STOP, java.time.Duration.ofSeconds(5))
                .result()
                .join();
        assertThatThrownBy(() -> kloigos.vms()
                        .delete(ANN.withPlan(deletion.hash()), made.vmId(), false)
                        .result()
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_CHANGED));
        assertThat(kloigos.vms().get(made.vmId()).powerState()).isEqualTo(PowerState.STOPPED);
    }
}

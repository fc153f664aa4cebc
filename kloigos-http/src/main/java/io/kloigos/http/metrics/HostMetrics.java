package io.kloigos.http.metrics;

import io.kloigos.core.hypervisor.DomainFigures;
import io.kloigos.core.hypervisor.HostFigures;
import io.kloigos.core.observation.Figures;
import io.kloigos.core.observation.HostWatch;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What watching hosts has come to, and the last figures of the hosts that this process is connected to and of their
 * running VMs. Labels are a host's id, and a VM's id and name: as many series as there are hosts and VMs.
 */
public final class HostMetrics implements MultiCollector {
    private static final double NANOS = 1e9;

    private final HostWatch watch;

    public HostMetrics(HostWatch watch) {
        this.watch = watch;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counts(all);
        Map<String, Figures.Sample> latest = watch.figures().latest();
        // what a lost host said last is not what it uses now
        latest.keySet().retainAll(watch.connected());
        hosts(all, latest);
        vms(all, latest);
        return all.build();
    }

    private void counts(MetricSnapshots.Builder all) {
        all.metricSnapshot(single(
                "kloigos_hosts_connected",
                "Hosts that this instance is connected to",
                watch.connected().size()));
        var counts = watch.counts();
        all.metricSnapshot(total("kloigos_host_events", "Changes that hosts told of", counts.eventsHeard()));
        all.metricSnapshot(total("kloigos_host_sweeps", "Complete looks at hosts", counts.sweeps()));
        all.metricSnapshot(total(
                "kloigos_host_corrections",
                "Changes that no event told of, found by a later look",
                counts.corrections()));
        all.metricSnapshot(total("kloigos_host_connects", "Connections made to hosts", counts.connects()));
        all.metricSnapshot(total("kloigos_host_losses", "Connections to hosts that were lost", counts.losses()));
    }

    private static void hosts(MetricSnapshots.Builder all, Map<String, Figures.Sample> latest) {
        all.metricSnapshot(counter(
                latest,
                "kloigos_host_cpu_busy_seconds",
                "CPU time spent, over all CPUs",
                f -> f.cpuBusyNanos() / NANOS));
        all.metricSnapshot(counter(
                latest,
                "kloigos_host_cpu_idle_seconds",
                "CPU time not spent, over all CPUs",
                f -> f.cpuIdleNanos() / NANOS));
        all.metricSnapshot(gauge(latest, "kloigos_host_memory_bytes", "Memory of the host", HostFigures::memoryBytes));
        all.metricSnapshot(gauge(
                latest,
                "kloigos_host_memory_free_bytes",
                "Memory that is free, or can be",
                HostFigures::memoryFreeBytes));
        all.metricSnapshot(gauge(
                latest,
                "kloigos_host_running_vms",
                "VMs that run",
                f -> f.domains().size()));
    }

    private static void vms(MetricSnapshots.Builder all, Map<String, Figures.Sample> latest) {
        all.metricSnapshot(vmCounter(latest, "kloigos_vm_cpu_seconds", "CPU time spent", f -> f.cpuNanos() / NANOS));
        all.metricSnapshot(vmGauge(latest, "kloigos_vm_vcpus", "Virtual CPUs", DomainFigures::vcpus));
        all.metricSnapshot(
                vmGauge(latest, "kloigos_vm_memory_bytes", "Memory given to the guest", DomainFigures::memoryBytes));
        all.metricSnapshot(vmGauge(
                latest,
                "kloigos_vm_memory_resident_bytes",
                "Memory taken on the host",
                DomainFigures::memoryResidentBytes));
        all.metricSnapshot(
                vmCounter(latest, "kloigos_vm_disk_read_bytes", "Read from disks", DomainFigures::diskReadBytes));
        all.metricSnapshot(vmCounter(
                latest, "kloigos_vm_disk_written_bytes", "Written to disks", DomainFigures::diskWrittenBytes));
        all.metricSnapshot(
                vmCounter(latest, "kloigos_vm_disk_reads", "Read requests to disks", DomainFigures::diskReads));
        all.metricSnapshot(
                vmCounter(latest, "kloigos_vm_disk_writes", "Write requests to disks", DomainFigures::diskWrites));
        all.metricSnapshot(vmCounter(
                latest,
                "kloigos_vm_network_received_bytes",
                "Received from networks",
                DomainFigures::networkReceivedBytes));
        all.metricSnapshot(vmCounter(
                latest, "kloigos_vm_network_sent_bytes", "Sent to networks", DomainFigures::networkSentBytes));
    }

    private static GaugeSnapshot single(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static CounterSnapshot total(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(count(Labels.EMPTY, value))
                .build();
    }

    private static GaugeSnapshot gauge(
            Map<String, Figures.Sample> latest, String name, String help, ToDoubleFunction<HostFigures> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        latest.forEach((host, sample) ->
                gauge.dataPoint(point(Labels.of("host_id", host), value.applyAsDouble(sample.figures()))));
        return gauge.build();
    }

    private static CounterSnapshot counter(
            Map<String, Figures.Sample> latest, String name, String help, ToDoubleFunction<HostFigures> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        latest.forEach((host, sample) ->
                counter.dataPoint(count(Labels.of("host_id", host), value.applyAsDouble(sample.figures()))));
        return counter.build();
    }

    private static GaugeSnapshot vmGauge(
            Map<String, Figures.Sample> latest, String name, String help, ToDoubleFunction<DomainFigures> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        latest.forEach((host, sample) -> sample.figures()
                .domains()
                .forEach(vm -> gauge.dataPoint(point(labels(host, vm), value.applyAsDouble(vm)))));
        return gauge.build();
    }

    private static CounterSnapshot vmCounter(
            Map<String, Figures.Sample> latest, String name, String help, ToDoubleFunction<DomainFigures> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        latest.forEach((host, sample) -> sample.figures()
                .domains()
                .forEach(vm -> counter.dataPoint(count(labels(host, vm), value.applyAsDouble(vm)))));
        return counter.build();
    }

    private static Labels labels(String hostId, DomainFigures vm) {
        return Labels.of(
                "host_id", hostId, "name", vm.name(), "vm_id", vm.vmId().toString());
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterDataPointSnapshot count(Labels labels, double value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(Math.max(0, value))
                .build();
    }
}

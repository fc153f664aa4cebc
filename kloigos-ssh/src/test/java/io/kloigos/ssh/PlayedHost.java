package io.kloigos.ssh;

import java.util.Map;

/** The answers of a healthy host to what is asked at contact. */
final class PlayedHost {
    private static final Map<String, String> ANSWERS = Map.of(
            "capabilities",
            """
            <capabilities><host><uuid>483b76c7-f9c0-4332-bef8-83af1e8018db</uuid><cpu><arch>x86_64</arch></cpu>
            <topology><cells num='2'>
            <cell id='0'><memory unit='KiB'>4194304</memory><cpus num='2'><cpu id='0'/><cpu id='1'/></cpus></cell>
            <cell id='1'><memory unit='KiB'>4194304</memory><cpus num='2'><cpu id='2'/><cpu id='3'/></cpus></cell>
            </cells></topology></host>
            <guest><os_type>hvm</os_type><arch name='x86_64'><domain type='qemu'/><domain type='kvm'/></arch></guest>
            </capabilities>
            """,
            "nodeinfo",
            "CPU model:           x86_64\nCPU(s):              4\nMemory size:         8388608 KiB\n\n",
            "version",
            "Compiled against library: libvirt 9.0.0\nUsing library: libvirt 9.0.0\nUsing API: QEMU 9.0.0\n"
                    + "Running hypervisor: QEMU 7.2.22\n\n",
            "hostname",
            "kvm1\n\n",
            "domcapabilities",
            """
            <domainCapabilities><domain>kvm</domain><machine>pc-i440fx-7.2</machine><arch>x86_64</arch>
            <cpu><mode name='host-model' supported='yes'/></cpu>
            <devices><disk><enum name='bus'><value>ide</value><value>virtio</value></enum></disk></devices>
            </domainCapabilities>
            """);

    private PlayedHost() {}

    static PlayedVirsh healthy() {
        return PlayedVirsh.of((words, output) -> {
            String answer = ANSWERS.get(words.get(0));
            if (answer == null) {
                output.error("no such verb here: '" + words.get(0) + "'");
            } else {
                output.print(answer);
            }
        });
    }
}

package io.kloigos.ssh.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.ConsoleLine;
import io.kloigos.core.hypervisor.ConsolesOfDomains;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.xml.XmlElement;
import java.util.UUID;

/** Consoles: of VNC servers, which listen on their host's loopback only, through a tunnel; serial ones as virsh has them. */
public final class ConsoleVerbs implements ConsolesOfDomains {
    private static final int NONE = -1;

    private final Virsh virsh;

    public ConsoleVerbs(Virsh virsh) {
        this.virsh = virsh;
    }

    @Override
    public ConsoleLine screen(UUID vmId) {
        long port = running(vmId).all("devices", "graphics").stream()
                .filter(graphics -> graphics.attribute("type").equals("vnc"))
                .mapToLong(graphics -> graphics.number("port", NONE))
                .filter(number -> number > 0)
                .findFirst()
                .orElseThrow(
                        () -> KloigosException.conflict(
                                "Domain " + vmId + " on " + virsh.host()
                                        + " has no VNC server with a port. Use its serial console, or give it a <graphics type='vnc'>."));
        return virsh.tunnel(Math.toIntExact(port));
    }

    @Override
    public ConsoleLine serial(UUID vmId) {
        if (running(vmId).all("devices", "console").isEmpty()) {
            throw KloigosException.conflict(
                    "Domain " + vmId + " on " + virsh.host() + " has no serial port. Use its VNC console.");
        }
        return virsh.terminal(VirshCommand.of("console", "--force", "--domain", vmId.toString()));
    }

    private XmlElement running(UUID vmId) {
        String xml = virsh.require(virsh.query(VirshCommand.of("dumpxml", "--domain", vmId.toString())))
                .out();
        XmlElement domain = XmlElement.parse(xml, "domain description");
        if (domain.attributeOrNull("id") == null) {
            throw KloigosException.conflict(
                    "Domain " + vmId + " on " + virsh.host() + " is off and has no console. Start it first.");
        }
        return domain;
    }
}

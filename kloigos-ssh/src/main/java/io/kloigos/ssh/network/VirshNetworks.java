package io.kloigos.ssh.network;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkSpec;
import io.kloigos.core.hypervisor.NetworksOfHost;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.ssh.template.Templates;
import io.kloigos.ssh.virsh.Edit;
import io.kloigos.ssh.virsh.Virsh;
import io.kloigos.ssh.virsh.VirshCommand;
import io.kloigos.ssh.virsh.VirshProblem;
import io.kloigos.ssh.virsh.VirshReply;
import io.kloigos.ssh.xml.EditableXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with networks. */
public final class VirshNetworks implements NetworksOfHost {
    private final Virsh virsh;
    private final Templates templates;
    private final NetworkVerbs verbs;
    private final VlanVerbs vlans;

    public VirshNetworks(Virsh virsh, Templates templates, NetworkVerbs verbs) {
        this.virsh = virsh;
        this.templates = templates;
        this.verbs = verbs;
        this.vlans = new VlanVerbs(virsh);
    }

    @Override
    public List<Network> all() {
        return verbs.networks();
    }

    @Override
    public Optional<Network> network(UUID networkId) {
        return verbs.network(networkId);
    }

    @Override
    public void define(NetworkSpec spec) {
        Optional<Network> there = network(spec.networkId());
        if (there.isPresent()) {
            refuseForeign(there.get(), spec.owner());
            return;
        }
        String xml = templates.render("libvirt/network.xml.ftl", Map.of("network", spec));
        VirshReply reply = virsh.feed(
                VirshCommand.of("net-define", "--file", VirshCommand.STDIN),
                xml,
                new Edit("network " + spec.networkId(), "", EditableXml.normal(xml, "network description")));
        if (reply.problem() == VirshProblem.EXISTS) {
            throw KloigosException.conflict("The name '" + spec.name() + "' belongs to another network on "
                    + virsh.host() + ": choose another one.");
        }
        virsh.require(reply);
    }

    @Override
    public void start(UUID networkId) {
        if (require(networkId).active()) {
            return;
        }
        VirshReply reply = change("net-start", networkId);
        if (reply.problem() == VirshProblem.NETWORK_IN_USE) {
            throw KloigosException.conflict("The addresses of network " + networkId + " are in use on " + virsh.host()
                    + " by another of its interfaces: choose other addresses.");
        }
        if (reply.problem() != VirshProblem.ALREADY_ACTIVE) {
            virsh.require(reply);
        }
    }

    @Override
    public void stop(UUID networkId, String owner) {
        Optional<Network> there = network(networkId);
        there.ifPresent(network -> refuseForeign(network, owner));
        if (there.isPresent() && there.get().active()) {
            VirshReply reply = change("net-destroy", networkId);
            if (reply.problem() != VirshProblem.NOT_RUNNING && reply.problem() != VirshProblem.NO_NETWORK) {
                virsh.require(reply);
            }
        }
    }

    @Override
    public void undefine(UUID networkId, String owner) {
        network(networkId).ifPresent(network -> {
            refuseForeign(network, owner);
            VirshReply reply = change("net-undefine", networkId);
            if (reply.problem() != VirshProblem.NO_NETWORK) {
                virsh.require(reply);
            }
        });
    }

    @Override
    public void setAutostart(UUID networkId, boolean autostart) {
        Network.Details details = require(networkId).details();
        if (details == null || details.autostart() != autostart) {
            VirshCommand command = command("net-autostart", networkId);
            virsh.require(virsh.change(autostart ? command : command.with("--disable")));
        }
    }

    @Override
    public Optional<String> whyNoVlanBridge(VlanBridge wanted) {
        return vlans.whyNot(wanted);
    }

    @Override
    public void makeVlanBridge(VlanBridge wanted) {
        vlans.make(wanted);
    }

    @Override
    public void removeVlanBridge(VlanBridge unwanted) {
        vlans.remove(unwanted);
    }

    @Override
    public void setDns(UUID networkId, List<DnsHost> hosts) {
        Network there = require(networkId);
        List<DnsHost> now =
                there.details() == null ? List.of() : there.details().dns();
        now.stream()
                .filter(host -> !hosts.contains(host))
                .forEach(host -> update(there, "delete", "dns-host", xml("dns-host", "entry", host)));
        hosts.stream()
                .filter(host -> !now.contains(host))
                .forEach(host -> update(there, "add", "dns-host", xml("dns-host", "entry", host)));
    }

    /** Ranges cannot be changed, only taken away and added. */
    @Override
    public void setDhcp(UUID networkId, @Nullable DhcpRange range) {
        Network there = require(networkId);
        DhcpRange now = there.details() == null ? null : there.details().dhcp();
        if (now != null && !now.equals(range)) {
            update(there, "delete", "ip-dhcp-range", xml("dhcp-range", "range", now));
        }
        if (range != null && !range.equals(now)) {
            update(there, "add", "ip-dhcp-range", xml("dhcp-range", "range", range));
        }
    }

    @Override
    public void reserve(UUID networkId, Reservation reservation) {
        Network there = require(networkId);
        if (there.reservations().contains(reservation)) {
            return;
        }
        boolean taken = there.reservations().stream()
                .anyMatch(kept -> kept.address().equals(reservation.address())
                        && !kept.mac().equals(reservation.mac()));
        if (taken) {
            throw KloigosException.conflict("Network " + there.name() + " on " + virsh.host() + " keeps "
                    + reservation.address() + " for another interface: choose another address.");
        }
        boolean known =
                there.reservations().stream().anyMatch(kept -> kept.mac().equals(reservation.mac()));
        update(there, known ? "modify" : "add", "ip-dhcp-host", xml("dhcp-host", "reservation", reservation));
    }

    @Override
    public void release(UUID networkId, String mac) {
        network(networkId)
                .ifPresent(network -> network.reservations().stream()
                        .filter(kept -> kept.mac().equals(mac))
                        .forEach(kept ->
                                update(network, "delete", "ip-dhcp-host", xml("dhcp-host", "reservation", kept))));
    }

    private String xml(String template, String name, Object value) {
        return templates
                .render("libvirt/" + template + ".xml.ftl", Map.of(name, value))
                .strip();
    }

    /** In what is defined, and where the network is active, for its guests at once. */
    private void update(Network network, String command, String section, String xml) {
        List<String> words = new ArrayList<>(List.of(
                "net-update",
                "--network",
                network.uuid(),
                "--command",
                command,
                "--section",
                section,
                "--xml",
                xml,
                "--config"));
        if (network.active()) {
            words.add("--live");
        }
        virsh.require(virsh.change(VirshCommand.of(words.toArray(String[]::new))));
    }

    private Network require(UUID networkId) {
        return network(networkId)
                .orElseThrow(() -> KloigosException.notFound("network on " + virsh.host() + ",", networkId));
    }

    private void refuseForeign(Network network, String owner) {
        if (!owner.equals(network.owner())) {
            throw KloigosException.conflict(
                    "Network " + network.name() + " on " + virsh.host() + " does not carry our stamp: it is not ours.");
        }
    }

    private VirshReply change(String verb, UUID networkId) {
        return virsh.change(command(verb, networkId));
    }

    private static VirshCommand command(String verb, UUID networkId) {
        return VirshCommand.of(verb, "--network", networkId.toString());
    }
}

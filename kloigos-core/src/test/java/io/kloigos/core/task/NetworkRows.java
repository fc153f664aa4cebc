package io.kloigos.core.task;

import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.FilterRule.Direction;
import io.kloigos.core.hypervisor.FilterRule.Protocol;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.DhcpChoice;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkChange;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkRequest;
import io.kloigos.core.securitygroup.GroupChange;
import io.kloigos.core.securitygroup.GroupRequest;
import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityRule;
import io.kloigos.core.vm.nic.NicRequest;
import java.util.List;
import java.util.UUID;

/** Tasks on networks, the addresses that they keep, interfaces, and what guards those. */
final class NetworkRows {
    private static final String MAC = "52:54:00:00:00:07";
    private static final SecurityRule SSH = new SecurityRule(Direction.IN, Protocol.TCP, "22", null);
    private static final SecurityRule DNS = new SecurityRule(Direction.OUT, Protocol.UDP, "53", null);

    private NetworkRows() {}

    static List<Row<?>> all() {
        return List.of(
                makeNetwork(),
                makeVlan(),
                changeNetwork(),
                deleteNetwork(),
                keepAddress(),
                releaseAddress(),
                attachInterface(),
                detachInterface(),
                guardVm(),
                changeGroup(),
                deleteGroup());
    }

    /** @param number no two networks of a host have addresses in common */
    private record Lan(String name, int number) {
        static Lan of(World world) {
            String name = world.name("lan");
            return new Lan(name, Integer.parseInt(name.substring("lan-".length())));
        }

        String address(int last) {
            return "10." + (100 + number / 250) + "." + number % 250 + "." + last;
        }

        NetworkRequest request() {
            return new NetworkRequest(
                    "h1",
                    name,
                    address(0) + "/24",
                    null,
                    NetworkMode.NAT,
                    null,
                    null,
                    null,
                    List.of(new DnsHost(address(9), List.of("db"))),
                    true);
        }

        Lan made(World world) throws Exception {
            ended(world.kloigos().networks().create(ANN, request()));
            return this;
        }

        UUID id(World world) {
            return world.kloigos().networks().list(new NetworkQuery("h1", null, name, null, null, 10)).stream()
                    .map(HostNetwork::networkId)
                    .findFirst()
                    .orElseThrow();
        }

        Network there(World world) {
            return world.host("h1").networks().network(id(world)).orElseThrow();
        }
    }

    private static Row<Lan> makeNetwork() {
        return new Row<>(
                "network.create",
                Lan::of,
                (world, lan) -> world.kloigos().networks().create(ANN, lan.request()),
                (world, lan) -> assertThat(lan.there(world).active()).isTrue(),
                "setAutostart");
    }

    private static Row<Lan> makeVlan() {
        return new Row<>(
                "network.create",
                world -> {
                    world.kloigos().vlanUplinks().allow(ANN, "h1", world.hosts().uplink());
                    return Lan.of(world);
                },
                (world, lan) -> world.kloigos()
                        .networks()
                        .create(
                                ANN,
                                new NetworkRequest(
                                        "h1",
                                        lan.name(),
                                        null,
                                        lan.number() + 1,
                                        NetworkMode.BRIDGE,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        false)),
                (world, lan) -> assertThat(world.hosts().vlanBridges("h1"))
                        .contains(lan.there(world).bridge()),
                "makeVlanBridge");
    }

    private static Row<Lan> changeNetwork() {
        return new Row<>(
                "network.change",
                world -> Lan.of(world).made(world),
                (world, lan) -> world.kloigos()
                        .networks()
                        .change(
                                ANN,
                                lan.id(world),
                                "h1",
                                new NetworkChange(
                                        false,
                                        new DhcpChoice(true, new DhcpRange(lan.address(50), lan.address(60))),
                                        List.of())),
                (world, lan) -> assertThat(lan.there(world).details())
                        .returns(false, Network.Details::autostart)
                        .returns(new DhcpRange(lan.address(50), lan.address(60)), Network.Details::dhcp)
                        .returns(List.of(), Network.Details::dns),
                "setAutostart");
    }

    private static Row<Lan> deleteNetwork() {
        return new Row<>(
                "network.delete",
                world -> Lan.of(world).made(world),
                (world, lan) -> world.kloigos().networks().delete(ANN, lan.id(world), "h1"),
                (world, lan) -> assertThat(world.host("h1").networks().all())
                        .noneMatch(network -> network.name().equals(lan.name())),
                null);
    }

    private static Pending<?> reserve(World world, Lan lan) {
        return world.kloigos()
                .reservations()
                .reserve(ANN, new AddressRequest(lan.id(world), "h1", MAC, lan.address(7), "web", null));
    }

    private static Row<Lan> keepAddress() {
        return new Row<>(
                "address.reserve",
                world -> Lan.of(world).made(world),
                NetworkRows::reserve,
                (world, lan) -> assertThat(lan.there(world).reservations())
                        .containsExactly(new Reservation(MAC, lan.address(7), "web")),
                "reserve");
    }

    private static Row<Lan> releaseAddress() {
        return new Row<>(
                "address.release",
                world -> {
                    Lan lan = Lan.of(world).made(world);
                    ended(reserve(world, lan));
                    return lan;
                },
                (world, lan) -> world.kloigos().reservations().release(ANN, lan.id(world), "h1", MAC),
                (world, lan) -> assertThat(lan.there(world).reservations()).isEmpty(),
                null);
    }

    private record Guarded(UUID vm, SecurityGroup group) {
        /** A VM in a group of its own, or about to be. */
        static Guarded of(World world, UUID vm, boolean already) throws Exception {
            SecurityGroup group = world.kloigos()
                    .securityGroups()
                    .create(ANN, new GroupRequest(world.name("group"), null, List.of(SSH)));
            Guarded guarded = new Guarded(vm, group);
            if (already) {
                ended(guarded.join(world));
            }
            return guarded;
        }

        Pending<?> join(World world) {
            return world.kloigos()
                    .securityGroups()
                    .set(ANN, vm, List.of(group.groupId().toString()));
        }

        void assertGuarded(World world) {
            assertThat(world.host("h1").domain(vm).orElseThrow().nics())
                    .isNotEmpty()
                    .allSatisfy(nic -> assertThat(world.host("h1").filters().groupsBefore(vm, nic.mac()))
                            .containsExactly(group.groupId()));
        }

        int interfaces(World world) {
            return world.host("h1").domain(vm).orElseThrow().nics().size();
        }
    }

    private static Pending<?> attach(World world, Guarded scene) {
        return world.kloigos().nics().attach(ANN, scene.vm(), new NicRequest("default", null, MAC));
    }

    private static Row<Guarded> attachInterface() {
        return new Row<>(
                "vm.interface_attach",
                world -> Guarded.of(world, world.guest(), true),
                NetworkRows::attach,
                (world, scene) -> {
                    assertThat(scene.interfaces(world)).isEqualTo(2);
                    scene.assertGuarded(world);
                },
                "attachNic");
    }

    private static Row<Guarded> detachInterface() {
        return new Row<>(
                "vm.interface_detach",
                world -> {
                    Guarded scene = Guarded.of(world, world.guest(), true);
                    if (scene.interfaces(world) == 1) {
                        ended(attach(world, scene));
                    }
                    return scene;
                },
                (world, scene) -> world.kloigos().nics().detach(ANN, scene.vm(), MAC),
                (world, scene) -> {
                    assertThat(scene.interfaces(world)).isEqualTo(1);
                    assertThat(world.host("h1").filters().groupsBefore(scene.vm(), MAC))
                            .isEmpty();
                },
                "detachNic");
    }

    private static Row<Guarded> guardVm() {
        return new Row<>(
                "vm.security_groups",
                world -> Guarded.of(world, world.vm(true), false),
                (world, scene) -> scene.join(world),
                (world, scene) -> scene.assertGuarded(world),
                "guard");
    }

    private static Row<Guarded> changeGroup() {
        return new Row<>(
                "security_group.change",
                world -> Guarded.of(world, world.vm(true), true),
                (world, scene) -> world.kloigos()
                        .securityGroups()
                        .change(ANN, scene.group().groupId(), new GroupChange("names only", List.of(DNS))),
                (world, scene) -> {
                    scene.assertGuarded(world);
                    assertThat(world.hosts().letsAllOut("h1", scene.vm())).isFalse();
                },
                "defineGuard");
    }

    private static Row<Guarded> deleteGroup() {
        return new Row<>(
                "security_group.delete",
                world -> {
                    Guarded scene = Guarded.of(world, world.vm(true), true);
                    ended(world.kloigos().securityGroups().set(ANN, scene.vm(), List.of()));
                    return scene;
                },
                (world, scene) -> world.kloigos()
                        .securityGroups()
                        .delete(ANN, scene.group().groupId()),
                (world, scene) -> assertThat(world.host("h1")
                                .filters()
                                .hasGroup(scene.group().groupId()))
                        .isFalse(),
                null);
    }
}

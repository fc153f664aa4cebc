package io.kloigos.core.network;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Reservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which addresses of a network may be kept for an interface. */
final class FreeAddresses {
    private final String name;
    private final Ipv4Cidr cidr;
    private final String gateway;
    private final Map<String, String> holders = new HashMap<>();

    /** {@code CONFLICT} for a network whose host serves no addresses. */
    FreeAddresses(HostNetwork network, List<ReservedAddress> reserved, List<Lease> leases) {
        Network observed = network.observed();
        Network.Details details = observed == null ? null : observed.details();
        if (observed == null || details == null || observed.cidr() == null || details.gateway() == null) {
            throw KloigosException.conflict("Host " + network.hostId() + " serves no addresses on network "
                    + network.name() + ", as far as it was looked at.");
        }
        this.name = network.name();
        this.cidr = Ipv4Cidr.parse(observed.cidr()).orElseThrow();
        this.gateway = details.gateway();
        leases.stream()
                .filter(lease -> lease.network().equals(network.name()))
                .forEach(lease -> holders.put(lease.address(), lease.mac()));
        for (Reservation each : details.reservations()) {
            holders.put(each.address(), each.mac());
        }
        reserved.forEach(each -> holders.put(each.address(), each.mac()));
    }

    /** The address that was asked for, or else the lowest that nobody has. */
    String choose(@Nullable String asked, String mac) {
        if (asked == null) {
            return lowest(mac);
        }
        if (!cidr.isForMachines(asked) || asked.equals(gateway)) {
            throw KloigosException.invalid(
                    "address",
                    "must be an address of " + cidr + " other than its first, its last and the host's own, " + gateway);
        }
        String holder = holders.getOrDefault(asked, mac);
        if (!holder.equals(mac)) {
            throw KloigosException.conflict(
                    "The address " + asked + " of network " + name + " is taken. Choose another.");
        }
        return asked;
    }

    private String lowest(String mac) {
        for (long number = cidr.first() + 1; number < cidr.last(); number++) {
            String address = Ipv4Cidr.address(number);
            if (!address.equals(gateway) && holders.getOrDefault(address, mac).equals(mac)) {
                return address;
            }
        }
        throw new KloigosException(ErrorCode.EXHAUSTED, "No address of network " + name + " is free.");
    }
}

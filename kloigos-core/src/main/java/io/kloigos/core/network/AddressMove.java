package io.kloigos.core.network;

/** An address that moves with a VM from a network of one host to the network of the same name of another. */
public record AddressMove(ReservedAddress from, ReservedAddress to) {}

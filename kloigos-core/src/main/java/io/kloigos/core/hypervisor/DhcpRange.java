package io.kloigos.core.hypervisor;

/** The addresses that a network gives to whoever asks, both ends included. */
public record DhcpRange(String start, String end) {}

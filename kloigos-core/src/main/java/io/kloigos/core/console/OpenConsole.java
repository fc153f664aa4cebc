package io.kloigos.core.console;

import io.kloigos.core.hypervisor.ConsoleLine;

/** A console that this process carries. */
public record OpenConsole(ConsoleSession session, ConsoleLine line) {}

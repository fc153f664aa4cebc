package io.kloigos.core.console;

import io.kloigos.core.hypervisor.ConsoleLine;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A console that this process carries.
 *
 * @param cut set when somebody has it ended, before its line is closed
 */
public record OpenConsole(ConsoleSession session, ConsoleLine line, AtomicBoolean cut) {
    OpenConsole(ConsoleSession session, ConsoleLine line) {
        this(session, line, new AtomicBoolean());
    }

    /** Whether somebody else than its reader and its guest has ended it. */
    public boolean isCut() {
        return cut.get();
    }

    void cutOff() {
        cut.set(true);
        line.close();
    }
}

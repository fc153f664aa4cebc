package io.kloigos.core.hypervisor;

/** The shell of a host's own, for command lines that an operator has allowed. */
@Hypervisor.Part
public interface ShellOfHost {
    /**
     * Runs the line, and waits for its end, 10 minutes at most after it last said something. Unlike the rest of this port it
     * looks at nothing first: called again, it runs it again. {@code HOST_FAILED} with what it said on standard error when
     * it ends with anything but 0. The end of what it prints is told with the command.
     */
    void run(String line);
}

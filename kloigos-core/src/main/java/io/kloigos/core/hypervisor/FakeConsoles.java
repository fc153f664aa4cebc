package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Consoles of fake guests: they say hello, as a VNC server does, and then what they are told. */
final class FakeConsoles implements ConsolesOfDomains {
    private static final String HELLO = "RFB 003.008\n";

    private final FakeHypervisor host;

    FakeConsoles(FakeHypervisor host) {
        this.host = host;
    }

    @Override
    public ConsoleLine screen(UUID vmId) {
        return echo(vmId);
    }

    @Override
    public ConsoleLine serial(UUID vmId) {
        return echo(vmId);
    }

    private ConsoleLine echo(UUID vmId) {
        PowerState state = host.state(vmId).orElseThrow(() -> KloigosException.notFound("domain", vmId));
        if (state == PowerState.STOPPED) {
            throw KloigosException.conflict("Domain " + vmId + " is off and has no console. Start it first.");
        }
        try {
            PipedOutputStream told = new PipedOutputStream();
            Echo echo = new Echo(new PipedInputStream(told), told);
            told.write(HELLO.getBytes(StandardCharsets.US_ASCII));
            return echo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Echo(InputStream input, OutputStream output) implements ConsoleLine {
        @Override
        public void close() {
            try {
                output.close();
                input.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

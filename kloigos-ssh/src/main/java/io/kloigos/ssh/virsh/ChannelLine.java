package io.kloigos.ssh.virsh;

import io.kloigos.core.hypervisor.ConsoleLine;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.client.channel.ClientChannel;

/** A console over an SSH channel, whose windows hold back who is too fast. */
record ChannelLine(ClientChannel channel) implements ConsoleLine {
    @Override
    public InputStream input() {
        return channel.getInvertedOut();
    }

    @Override
    public OutputStream output() {
        return channel.getInvertedIn();
    }

    @Override
    public void close() {
        channel.close(false);
    }
}

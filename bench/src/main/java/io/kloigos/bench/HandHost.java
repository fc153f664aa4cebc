package io.kloigos.bench;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** A host of the lab that someone works on by hand: small domains without disks, at a virsh prompt and at root's. */
record HandHost(BareShell virsh, BareShell root) implements AutoCloseable {
    private static final String FOLDER = "/tmp/kloigos-bench";

    /** A domain, defined or not. */
    record Guest(String name, UUID id) {
        static Guest of(String name) {
            return new Guest(name, UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        String file() {
            return FOLDER + "/" + name + ".xml";
        }

        private String xml() {
            return "<domain type=\"qemu\"><name>" + name + "</name><uuid>" + id
                    + "</uuid><memory unit=\"MiB\">32</memory>"
                    + "<vcpu>1</vcpu><os><type arch=\"x86_64\">hvm</type></os></domain>";
        }
    }

    static HandHost open(Lab lab) throws IOException {
        HandHost host = new HandHost(BareShell.virsh(lab), BareShell.root(lab));
        host.root.ask("mkdir -p -m 755 " + FOLDER);
        return host;
    }

    /** Puts the descriptions where {@code virsh define} finds them. */
    void describe(List<Guest> guests) throws IOException {
        root.ask(guests.stream()
                .map(guest -> "echo '" + guest.xml() + "' >" + guest.file())
                .collect(Collectors.joining("\n")));
    }

    void define(List<Guest> guests) throws IOException {
        virsh.ask(guests.stream().map(guest -> "define " + guest.file()).collect(Collectors.joining("\n")));
    }

    /** {@code kill -9} of its QEMU. */
    void kill(Guest guest) throws IOException {
        root.ask("kill -9 $(cat /run/libvirt/qemu/" + guest.name() + ".pid)");
    }

    void remove(List<Guest> guests) throws IOException {
        virsh.ask(guests.stream()
                .map(guest -> "destroy " + guest.id() + "\nundefine " + guest.id())
                .collect(Collectors.joining("\n")));
    }

    @Override
    public void close() throws IOException {
        root.ask("rm -rf " + FOLDER);
        root.close();
        virsh.close();
    }
}

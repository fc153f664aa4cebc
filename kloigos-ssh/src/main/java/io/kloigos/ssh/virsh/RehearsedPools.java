package io.kloigos.ssh.virsh;

import io.kloigos.ssh.xml.EditableXml;
import io.kloigos.ssh.xml.XmlElement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The storage pools that rehearsed changes would have made, started or removed. */
final class RehearsedPools {
    private static final VirshReply NO_POOL = new VirshReply("", "error: Storage pool not found");

    private final Map<String, VirshReply> definitions = new HashMap<>();
    private final Map<String, Boolean> active = new HashMap<>();
    private final Map<String, Boolean> autostart = new HashMap<>();

    void changed(VirshCommand command, @Nullable String input) {
        String pool = command.option("--pool").orElse("");
        switch (command.words().get(0)) {
            case "pool-define" -> defined(String.valueOf(input));
            case "pool-undefine" -> definitions.put(pool, NO_POOL);
            case "pool-start" -> active.put(pool, true);
            case "pool-destroy" -> active.put(pool, false);
            case "pool-autostart" -> autostart.put(pool, !command.words().contains("--disable"));
            default -> {}
        }
    }

    /** Its UUID is not known before it is made. */
    private void defined(String xml) {
        EditableXml pool = EditableXml.parse(xml, "pool description");
        String name = XmlElement.parse(xml, "pool description").rawText("name");
        pool.root()
                .appendChild(pool.root().getOwnerDocument().createElement("uuid"))
                .setTextContent(new UUID(0, 0).toString());
        definitions.put(name, new VirshReply(pool.text(), ""));
    }

    /** Null for what the changes have nothing to do with. */
    @Nullable
    VirshReply answer(VirshCommand command) {
        String pool = command.option("--pool").orElse("");
        VirshReply definition = definitions.get(pool);
        if (definition == null || !definition.ok() || command.words().get(0).equals("pool-dumpxml")) {
            return definition;
        }
        return corrected(command, new VirshReply("State: inactive\nAutostart: no", ""));
    }

    /** What the host says of a pool, but for what would have changed. */
    VirshReply corrected(VirshCommand command, VirshReply reply) {
        String pool = command.option("--pool").orElse("");
        String out = set(reply.out(), "State", active.get(pool), "running", "inactive");
        return new VirshReply(set(out, "Autostart", autostart.get(pool), "yes", "no"), reply.err());
    }

    private static String set(String info, String label, @Nullable Boolean value, String yes, String no) {
        return value == null ? info : info.replaceFirst("(?m)^(" + label + ":\\s*).*$", "$1" + (value ? yes : no));
    }
}

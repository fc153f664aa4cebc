package io.kloigos.ssh.vm;

import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.ssh.template.OneLine;
import io.kloigos.ssh.xml.XmlElement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our stamp as {@code domain.xml.ftl} writes it; older ones say less. */
final class StampXml {
    private StampXml() {}

    static Stamp read(XmlElement stamp) {
        return new Stamp(
                stamp.attribute("owner"),
                stamp.number("generation", Long.MAX_VALUE),
                value(stamp, "project"),
                value(stamp, "image"),
                createdAt(stamp),
                map(stamp, "label"),
                map(stamp, "annotation"));
    }

    private static @Nullable String value(XmlElement stamp, String name) {
        return stamp.first(name)
                .map(found -> OneLine.read(found.attribute("value")))
                .orElse(null);
    }

    private static @Nullable Instant createdAt(XmlElement stamp) {
        String at = stamp.first("created").map(found -> found.attribute("at")).orElse("");
        try {
            return at.isEmpty() ? null : Instant.parse(at);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Map<String, String> map(XmlElement stamp, String name) {
        Map<String, String> map = new HashMap<>();
        stamp.all(name)
                .forEach(each -> map.put(OneLine.read(each.attribute("key")), OneLine.read(each.attribute("value"))));
        return map;
    }
}

package io.kloigos.http.asset;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The icons that our pages use, picked out of all that Bootstrap Icons has. */
final class Icons {
    static final String NAME = "icons.svg";

    private static final Pattern SYMBOL =
            Pattern.compile("<symbol[^>]* id=\"([a-z0-9-]+)\".*?</symbol>", Pattern.DOTALL);
    private static final Set<String> USED = Set.of(
            "activity",
            "archive",
            "arrow-clockwise",
            "arrow-left-right",
            "box",
            "box-arrow-in-down",
            "box-arrow-right",
            "broadcast",
            "calendar-event",
            "camera",
            "card-list",
            "check-circle-fill",
            "check-lg",
            "check2",
            "chevron-expand",
            "circle",
            "circle-half",
            "clock-history",
            "code-slash",
            "cpu",
            "dash-circle",
            "diagram-2",
            "diagram-3",
            "disc",
            "display",
            "download",
            "exclamation-octagon-fill",
            "exclamation-triangle-fill",
            "files",
            "folder",
            "folder2",
            "gear",
            "hdd",
            "hdd-network",
            "hdd-stack",
            "hourglass-split",
            "house",
            "journal-check",
            "journal-code",
            "key",
            "list",
            "moon-fill",
            "pause-circle-fill",
            "pause-fill",
            "pc-display",
            "pencil",
            "people",
            "person",
            "person-circle",
            "play-circle-fill",
            "play-fill",
            "plus-lg",
            "power",
            "question-circle",
            "search",
            "server",
            "shield-check",
            "shield-lock",
            "sliders",
            "stop-circle",
            "stop-fill",
            "terminal",
            "three-dots",
            "tools",
            "trash",
            "upload",
            "x-circle-fill",
            "x-lg");

    private Icons() {}

    static byte[] of(byte[] all) {
        StringBuilder sprite = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\">");
        Set<String> missing = new TreeSet<>(USED);
        Matcher symbols = SYMBOL.matcher(new String(all, StandardCharsets.UTF_8));
        while (symbols.find()) {
            if (missing.remove(symbols.group(1))) {
                sprite.append(symbols.group());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Bootstrap Icons has none called " + missing);
        }
        return sprite.append("</svg>").toString().getBytes(StandardCharsets.UTF_8);
    }
}

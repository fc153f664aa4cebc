package io.kloigos.http.image;

import io.kloigos.core.KloigosException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The one folder from which callers may have files loaded onto hosts; any other file of this machine may hold secrets.
 */
public record ImageFolder(Path path) {
    private static final Pattern SOURCE = Pattern.compile("file:([A-Za-z0-9][A-Za-z0-9._-]{0,254})");

    Path file(String sourceUrl) {
        var source = SOURCE.matcher(sourceUrl);
        if (!source.matches()) {
            throw KloigosException.invalid(
                    "source_url", "must be file:NAME, where NAME is a file in " + path + " on the server");
        }
        Path file = path.resolve(source.group(1));
        if (!Files.isRegularFile(file)) {
            throw KloigosException.invalid(
                    "source_url", source.group(1) + " is not in " + path + " on the server: put it there first");
        }
        return file;
    }
}

package io.kloigos.http.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of our own that goes away with what is in it. */
record ThrowawayFolder(Path path) implements AutoCloseable {
    static ThrowawayFolder create() throws IOException {
        return new ThrowawayFolder(Files.createTempDirectory("kloigos-demo-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(path)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}

package io.kloigos.http.asset;

import jakarta.ws.rs.core.EntityTag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** One file of the pages: its bytes, the same compressed, its type, and a tag that changes with its bytes. */
record Asset(byte[] bytes, byte[] compressed, String mediaType, EntityTag tag) {
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Whether pages load files of that name's ending. */
    static boolean isType(String path) {
        return TYPES.containsKey(extension(path));
    }

    static Asset of(String path, byte[] bytes) {
        String type = TYPES.getOrDefault(extension(path), "application/octet-stream");
        return new Asset(bytes, compress(bytes), type, new EntityTag(Digests.of(bytes)));
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

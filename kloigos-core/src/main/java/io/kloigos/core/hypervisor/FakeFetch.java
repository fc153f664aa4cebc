package io.kloigos.core.hypervisor;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** How a fake host fetches: from the server that the name means here. */
final class FakeFetch {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private FakeFetch() {}

    /** All bytes of the file. {@code HOST_FAILED} when the rest of it is not what was asked for. */
    static byte[] fetch(WebFile file) {
        try (InputStream start = file.start().open()) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            start.transferTo(whole);
            HttpRequest request = HttpRequest.newBuilder(file.uri())
                    .timeout(LONGEST)
                    .header("Range", "bytes=" + whole.size() + "-")
                    .header("If-Range", file.validator())
                    .build();
            HttpResponse<byte[]> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 206
                    || response.body().length != file.restBytes()
                    || !hasValidator(file, response.headers())) {
                throw failed("what came is not the rest of it");
            }
            whole.writeBytes(response.body());
            return whole.toByteArray();
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private static boolean hasValidator(WebFile file, HttpHeaders headers) {
        return List.of("ETag", "Last-Modified").stream()
                .anyMatch(name -> headers.allValues(name).contains(file.validator()));
    }

    private static KloigosException failed(String why) {
        return new KloigosException(ErrorCode.HOST_FAILED, "The fake host could not fetch it: " + why + ".");
    }
}

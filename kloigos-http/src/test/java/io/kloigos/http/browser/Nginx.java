package io.kloigos.http.browser;

import static org.awaitility.Awaitility.await;

import io.kloigos.ssh.Lab;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real nginx in front of a server, as our guide sets it up, with a certificate that nobody vouches for. */
final class Nginx implements AutoCloseable {
    private static final Path GUIDE = Path.of("../docs/reverse-proxy.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```nginx\n(.*?)^```$");
    private static final String AROUND = """
            %s
            daemon off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                %s
            }
            """;
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final int port;
    private Process process;

    /** @param folder an empty one of its own */
    Nginx(Path folder, URI server) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.port = freePort();
        certify();
        String asGuided = guided().replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("server_name cmdb.example.org", "server_name localhost")
                .replace("/etc/ssl/cmdb", folder.resolve("cmdb").toString())
                .replace("127.0.0.1:8000", server.getAuthority());
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        Files.writeString(folder.resolve("nginx.conf"), AROUND.formatted(user, asGuided));
        start();
    }

    /** Where browsers find what is behind it. */
    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port + path);
    }

    void start() throws IOException {
        process = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", "nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
    }

    /** Cuts what goes through it. */
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }

    private static String guided() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(GUIDE));
        if (!block.find()) {
            throw new AssertionError(GUIDE + " has no block for nginx");
        }
        return block.group(1);
    }

    private void certify() throws IOException, GeneralSecurityException {
        Path store = folder.resolve("cmdb.p12");
        Lab.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "cmdb",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        writePem(
                "cmdb.key",
                "PRIVATE KEY",
                keys.getKey("cmdb", PASSWORD.toCharArray()).getEncoded());
        writePem("cmdb.crt", "CERTIFICATE", keys.getCertificate("cmdb").getEncoded());
    }

    private void writePem(String file, String kind, byte[] content) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
            for (String line : List.of(
                    "-----BEGIN " + kind + "-----\n",
                    Base64.getMimeEncoder().encodeToString(content),
                    "\n-----END " + kind + "-----\n")) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package io.kloigos.http.cli;

import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.connection.TrustedProxies;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the server listens. */
final class ServerOptions {
    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:KLOIGOS_PORT:-8000}",
            description = "TCP port; 0 for any free one (env KLOIGOS_PORT, default 8000).")
    int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:KLOIGOS_BIND:-127.0.0.1}",
            description =
                    "Address to listen on (env KLOIGOS_BIND, default 127.0.0.1). Where other machines reach it, everybody"
                            + " has to log in; the first start makes the user admin and prints its password.")
    String bind = "127.0.0.1";

    @Option(
            names = "--base-path",
            paramLabel = "PATH",
            defaultValue = "${env:KLOIGOS_BASE_PATH:-${env:DASHBOARD_BASE_PATH:-}}",
            description = "Prefix of all paths behind a proxy, such as /kvm (env KLOIGOS_BASE_PATH).")
    @Nullable
    String basePath;

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "${env:KLOIGOS_ALLOWED_HOST:-}",
            description =
                    "A name, beside the loopback ones, that requests may come in under (env KLOIGOS_ALLOWED_HOST). Where it has"
                            + " one, everybody has to log in, as others come in through a proxy.")
    Set<String> allowedHosts = new HashSet<>();

    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            split = ",",
            defaultValue = "${env:KLOIGOS_TRUSTED_PROXY:-}",
            description =
                    "An address, or a block such as 10.0.0.0/8, of reverse proxies whose X-Forwarded-For, -Proto and -Host are"
                            + " believed (env KLOIGOS_TRUSTED_PROXY); without it nobody is. With one, everybody has to log in.")
    Set<String> trustedProxies = new HashSet<>();

    @Mixin
    OidcOptions oidc = new OidcOptions();

    HttpServerConfig config() {
        return new HttpServerConfig(
                        bind, port, basePath == null ? "" : basePath, given(allowedHosts), MAX_BODY_BYTES, DRAIN)
                .withProxies(TrustedProxies.of(given(trustedProxies)))
                .withOidc(oidc.settings());
    }

    /** An environment variable that is not there gives one empty value. */
    private static Set<String> given(Set<String> values) {
        Set<String> given = new HashSet<>(values);
        given.remove("");
        return given;
    }
}

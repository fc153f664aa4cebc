package io.kloigos.http;

import io.kloigos.core.KloigosException;
import io.kloigos.http.connection.TrustedProxies;
import io.kloigos.http.user.oidc.OidcSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens.
 *
 * @param bind address or name to listen on
 * @param port TCP port; 0 for any free one
 * @param basePath prefix of every path, such as {@code /kvm}; empty for none. Paths without it are answered too
 * @param allowedHosts names beside the loopback ones that the Host header may carry
 * @param maxBodyBytes the largest request body
 * @param drain how long a shutdown waits for requests in flight
 * @param proxies who is believed when they say for whom they ask
 * @param oidc the provider with which people log in; null for none
 */
public record HttpServerConfig(
        String bind,
        int port,
        String basePath,
        Set<String> allowedHosts,
        long maxBodyBytes,
        Duration drain,
        TrustedProxies proxies,
        @Nullable OidcSettings oidc) {
    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

    public HttpServerConfig {
        basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
        allowedHosts = Set.copyOf(allowedHosts);
        if (port < 0 || port > 65535) {
            throw KloigosException.invalid("port", "must be between 0 and 65535");
        }
        if (!BASE_PATH.matcher(basePath).matches()) {
            throw KloigosException.invalid("base-path", "must be a path such as /kvm, of letters, digits and . _ ~ -");
        }
        address(bind);
    }

    /** Without a provider or a proxy. */
    public HttpServerConfig(
            String bind, int port, String basePath, Set<String> allowedHosts, long maxBodyBytes, Duration drain) {
        this(bind, port, basePath, allowedHosts, maxBodyBytes, drain, TrustedProxies.NONE, null);
    }

    /** On loopback, with the limits that we ship. */
    public static HttpServerConfig loopback(int port) {
        return new HttpServerConfig("127.0.0.1", port, "", Set.of(), 1 << 20, Duration.ofSeconds(10));
    }

    public HttpServerConfig withBasePath(String path) {
        return new HttpServerConfig(bind, port, path, allowedHosts, maxBodyBytes, drain, proxies, oidc);
    }

    /** @param provider null for none */
    public HttpServerConfig withOidc(@Nullable OidcSettings provider) {
        return new HttpServerConfig(bind, port, basePath, allowedHosts, maxBodyBytes, drain, proxies, provider);
    }

    public HttpServerConfig withProxies(TrustedProxies trusted) {
        return new HttpServerConfig(bind, port, basePath, allowedHosts, maxBodyBytes, drain, trusted, oidc);
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return address(bind).isLoopbackAddress();
    }

    /** Whether others reach it, but know no name to which it answers. */
    public boolean isNamelessToOthers() {
        return address(bind).isAnyLocalAddress() && allowedHosts.isEmpty();
    }

    /**
     * Whether whoever reaches it may do everything until there is a user. A server that has names for others is reached by
     * others, through a proxy on this machine.
     */
    public boolean isOpenAtFirst() {
        return isLoopback() && allowedHosts.isEmpty() && proxies.isEmpty() && oidc == null;
    }

    private static InetAddress address(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw KloigosException.invalid("bind", bind + " is no address of this machine");
        }
    }
}

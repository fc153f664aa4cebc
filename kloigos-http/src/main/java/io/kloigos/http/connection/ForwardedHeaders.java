package io.kloigos.http.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents.IncomingHttpUpgradeEvent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;

/**
 * Makes a request that a trusted proxy passes on look as if its client had sent it here: the address is the client's, the Host
 * header the one that it asked for, and {@code X-Forwarded-Proto} says how. From others these headers are taken away, so that
 * whoever reads them later may believe them. Where several proxies have written, the last one counts; addresses are followed
 * back through trusted proxies only.
 */
public final class ForwardedHeaders implements AddOn {
    /** {@code https} or {@code http}, as the browser speaks; absent without a proxy. */
    public static final String PROTO = "X-Forwarded-Proto";

    private static final String FOR = "X-Forwarded-For";
    private static final String HOST = "X-Forwarded-Host";

    private final TrustedProxies trusted;

    public ForwardedHeaders(TrustedProxies trusted) {
        this.trusted = trusted;
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        chain.add(chain.indexOfType(HttpServerFilter.class), new Rewrite(trusted));
    }

    private static final class Rewrite extends BaseFilter {
        private final TrustedProxies trusted;

        Rewrite(TrustedProxies trusted) {
            this.trusted = trusted;
        }

        @Override
        public NextAction handleRead(FilterChainContext context) throws IOException {
            if (context.getMessage() instanceof HttpContent content) {
                rewrite(context, content.getHttpHeader());
            }
            return context.getInvokeAction();
        }

        /** Comes before the request, and some decide on it. */
        @Override
        public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
            if (event instanceof IncomingHttpUpgradeEvent upgrade) {
                rewrite(context, upgrade.getHttpHeader());
            }
            return context.getInvokeAction();
        }

        private void rewrite(FilterChainContext context, HttpHeader header) {
            if (context.getConnection().getPeerAddress() instanceof InetSocketAddress peer
                    && trusted.contains(peer.getAddress())
                    && header instanceof HttpRequestPacket request) {
                believe(request, peer.getAddress());
            } else {
                header.getHeaders().removeHeader(PROTO);
            }
            header.getHeaders().removeHeader(FOR);
            header.getHeaders().removeHeader(HOST);
        }

        private void believe(HttpRequestPacket request, InetAddress proxy) {
            String addresses = all(request, FOR);
            if (!addresses.isEmpty()) {
                request.remoteAddr().setString(client(addresses, proxy).getHostAddress());
            }
            String host = last(all(request, HOST));
            if (!host.isEmpty()) {
                request.setHeader(Header.Host, host);
            }
            String proto = last(all(request, PROTO));
            if (!proto.isEmpty()) {
                request.setHeader(PROTO, proto);
            }
        }

        /** The last one that is no trusted proxy, or the first of all where all are. */
        private InetAddress client(String addresses, InetAddress proxy) {
            String[] hops = addresses.split(",", -1);
            InetAddress client = proxy;
            for (int i = hops.length - 1; i >= 0 && trusted.contains(client); i--) {
                Optional<InetAddress> before = TrustedProxies.address(withoutPort(hops[i].strip()));
                if (before.isEmpty()) {
                    return client;
                }
                client = before.get();
            }
            return client;
        }

        private static String withoutPort(String hop) {
            return hop.startsWith("[")
                    ? hop.replaceFirst("^\\[([^]]*)](:\\d+)?$", "$1")
                    : hop.replaceFirst("^([^:]*):\\d+$", "$1");
        }

        private static String all(HttpRequestPacket request, String name) {
            return String.join(",", request.getHeaders().values(name));
        }

        private static String last(String values) {
            return values.substring(values.lastIndexOf(',') + 1).strip();
        }
    }
}

package io.kloigos.http.connection;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpEvents.IncomingHttpUpgradeEvent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients offer to go over to another protocol, as Java's own HTTP client does with every first request. Grizzly
 * takes the offer for granted, ignores the length of the body and waits for an end that never comes; we stay with
 * HTTP/1.1, where the body is as long as it says. WebSockets are for programs and for our own pages: what another site's page
 * offers is declined too.
 */
public final class OfferedUpgrades implements AddOn {
    private final Predicate<String> names;

    /** @param names whether a Host header has a name of ours */
    public OfferedUpgrades(Predicate<String> names) {
        this.names = names;
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder chain) {
        chain.add(chain.indexOfType(HttpServerFilter.class), new Decline(names));
    }

    private static final class Decline extends BaseFilter {
        private final Predicate<String> names;

        Decline(Predicate<String> names) {
            this.names = names;
        }

        @Override
        public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) throws IOException {
            if (event instanceof IncomingHttpUpgradeEvent upgrade && !isTaken(upgrade.getHttpHeader())) {
                upgrade.getHttpHeader().setIgnoreContentModifiers(false);
                upgrade.getHttpHeader().getUpgradeDC().recycle();
            }
            return context.getInvokeAction();
        }

        private boolean isTaken(HttpHeader header) {
            String host = Objects.requireNonNullElse(header.getHeader(Header.Host), "");
            return "websocket".equalsIgnoreCase(header.getUpgrade())
                    && names.test(host)
                    && isOwn(header.getHeader("Origin"), host);
        }

        /** Programs send no origin. */
        private static boolean isOwn(@Nullable String origin, String host) {
            return origin == null || origin.replaceFirst("^[a-z]+://", "").equalsIgnoreCase(host);
        }
    }
}

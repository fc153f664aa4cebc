package io.kloigos.core.webhook;

import io.kloigos.core.PrivateAddress;
import io.kloigos.core.webhook.WebhookMapper.Due;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Sends one event to one webhook. Redirects are not followed; private addresses are asked only where that is allowed. */
final class Sender {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Clock clock;
    private final boolean privateAddresses;

    Sender(Clock clock, boolean privateAddresses) {
        this.clock = clock;
        this.privateAddresses = privateAddresses;
    }

    /** What went wrong; empty when it was taken. */
    Optional<String> send(Due due) {
        try {
            URI uri = URI.create(due.url());
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                if (!privateAddresses && PrivateAddress.is(address)) {
                    return Optional.of(
                            "Only this network can reach " + uri.getHost() + " (" + address.getHostAddress()
                                    + "); start the server with --allow-private-webhooks (KLOIGOS_WEBHOOK_PRIVATE_ADDRESSES=true) to allow that");
                }
            }
            int status =
                    client.send(request(uri, due), BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300 ? Optional.empty() : Optional.of("it answered " + status);
        } catch (UnknownHostException e) {
            return Optional.of("its host cannot be found: " + e.getMessage());
        } catch (IOException e) {
            return Optional.of("it cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("this instance stopped meanwhile");
        }
    }

    private HttpRequest request(URI uri, Due due) {
        return HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("User-Agent", "kloigos")
                .header("X-Kloigos-Delivery", Long.toString(due.deliveryId()))
                .header("X-Kloigos-Signature", Signature.of(due.secret(), clock.instant(), due.body()))
                .POST(BodyPublishers.ofString(due.body()))
                .build();
    }
}

package io.kloigos.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.security.SessionCookie;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A resource that shows what the stack makes of requests, answers and failures. */
@Path("probe")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ProbeResource {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final CompletableFuture<String> hungUp = new CompletableFuture<>();
    final CompletableFuture<Void> waiting = new CompletableFuture<>();

    /** A claim, more or less. */
    public record Wish(
            String name,
            Integer numaNode,
            Long memoryMb,
            Boolean start,
            Kind kind,
            List<Disk> disks,
            Map<String, String> labels) {
        public Wish {
            new Checks().text("name", name, 255).done();
        }
    }

    public record Disk(String name, Integer sizeGb) {
        public Disk {
            new Checks().text("name", name, 255).done();
        }
    }

    public enum Kind {
        ANY,
        SERVER
    }

    @JsonInclude
    public record Answer(String name, Integer numaNode, Instant startedAt, String actor, String key) {}

    @POST
    @RequiresPermission(Permission.POOL_CLAIM)
    public Answer wish(@Context Caller caller, Wish wish) {
        return new Answer(
                wish.name(),
                wish.numaNode(),
                Instant.ofEpochSecond(1735689600),
                caller.actor(),
                caller.idempotencyKey().orElse(null));
    }

    @GET
    @Path("fail")
    @RequiresPermission(Permission.POOL_READ)
    public Answer fail(@QueryParam("how") String how) {
        throw switch (how) {
            case "known" -> new KloigosException(ErrorCode.EXHAUSTED, "No server is free.");
            default -> new IllegalStateException("jdbc:mariadb://secret");
        };
    }

    @GET
    @Path("later")
    @RequiresPermission(Permission.POOL_READ)
    public CompletionStage<Answer> later() {
        return CompletableFuture.supplyAsync(() -> {
            throw new KloigosException(ErrorCode.HOST_UNREACHABLE, "kvm1 does not answer.");
        });
    }

    @GET
    @Path("slow")
    @RequiresPermission(Permission.POOL_READ)
    public Map<String, String> slow() throws InterruptedException {
        entered.countDown();
        release.await();
        return Map.of("status", "finished");
    }

    @POST
    @Path("wait")
    @RequiresPermission(Permission.POOL_CLAIM)
    public CompletionStage<Void> await(@Context ClientConnection client, Wish wish) {
        client.onHangUpDuring(waiting, () -> hungUp.complete(wish.name()));
        entered.countDown();
        return waiting;
    }

    @GET
    @Path("client")
    @RequiresPermission(Permission.POOL_READ)
    public String client(@Context ClientConnection client, @Context HttpHeaders headers) {
        return String.join(
                " ",
                client.address(),
                SessionCookie.isHttps(headers) ? "https" : "http",
                headers.getHeaderString(HttpHeaders.HOST));
    }

    @GET
    @Path("number")
    @RequiresPermission(Permission.POOL_READ)
    public Map<String, Integer> number(@QueryParam("limit") Integer limit) {
        return Map.of("limit", limit);
    }
}

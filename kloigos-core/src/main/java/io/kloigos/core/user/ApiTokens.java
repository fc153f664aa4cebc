package io.kloigos.core.user;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** Tokens by which scripts show whose they are. */
public final class ApiTokens {
    /** What every token begins with, so that one that leaked is found for what it is. */
    public static final String PREFIX = "kloigos_";

    private static final int MOST = 1000;
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final EventService events;
    private final Clock clock;

    /** A token that was just made; its secret is told this once. */
    public record Made(ApiToken token, Secret secret) {}

    public ApiTokens(Database database, EventService events, Clock clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Makes a token. {@code CONFLICT} when the user has one of that name.
     *
     * @param userId whose it is
     */
    public Made create(Caller caller, UUID userId, TokenRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (request.expiresAt() != null && !request.expiresAt().isAfter(now)) {
            throw KloigosException.invalid("expires_at", "must be in the future");
        }
        Secret secret = Secret.random(PREFIX);
        try {
            return database.transact(tx -> {
                User user = UserService.get(tx, userId);
                requireProject(tx, request.projectId());
                ApiToken token = new ApiToken(
                        UUID.randomUUID(),
                        userId,
                        user.name(),
                        request.name(),
                        request.role(),
                        request.projectId(),
                        request.expiresAt(),
                        now,
                        null);
                tx.mapper(TokenMapper.class).insert(token, secret.hash());
                record(tx, caller, "token.created", token, "was made");
                return new Made(token, secret);
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "api_token_name")) {
                throw KloigosException.conflict("There is a token " + request.name() + " already.");
            }
            throw e;
        }
    }

    /** A user's tokens, by name. */
    public List<ApiToken> list(UUID userId) {
        return database.transact(tx -> tx.mapper(TokenMapper.class).ofUser(userId, MOST));
    }

    /** {@code NOT_FOUND} when there is no such token. */
    public ApiToken get(UUID tokenId) {
        return database.transact(tx -> get(tx, tokenId));
    }

    /** Ends a token. {@code NOT_FOUND} when there is no such token. */
    public void delete(Caller caller, UUID tokenId) {
        database.run(tx -> {
            ApiToken token = get(tx, tokenId);
            tx.mapper(TokenMapper.class).delete(tokenId);
            record(tx, caller, "token.deleted", token, "was ended");
        });
    }

    /** Whoever has that token; empty when it is none, has expired, or its user is disabled. */
    public Optional<Principal> principal(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return database.transact(tx -> {
            TokenMapper tokens = tx.mapper(TokenMapper.class);
            return Optional.ofNullable(tokens.usable(new Secret(text).hash(), now))
                    .map(token -> {
                        if (isToBeNoted(token, now)) {
                            tokens.used(token.tokenId(), now, now.minus(NOTED_EVERY));
                        }
                        return Principals.of(tx, token.userId()).within(token.role(), token.projectId());
                    });
        });
    }

    private static void requireProject(Transaction tx, @Nullable String projectId) {
        if (projectId != null && !tx.mapper(TokenMapper.class).isProject(projectId)) {
            throw KloigosException.notFound("project", projectId);
        }
    }

    private static boolean isToBeNoted(ApiToken token, Instant now) {
        return token.lastUsedAt() == null
                || Objects.requireNonNull(token.lastUsedAt()).isBefore(now.minus(NOTED_EVERY));
    }

    private static ApiToken get(Transaction tx, UUID tokenId) {
        return Optional.ofNullable(tx.mapper(TokenMapper.class).find(tokenId))
                .orElseThrow(() -> KloigosException.notFound("token", tokenId));
    }

    private void record(Transaction tx, Caller caller, String type, ApiToken token, String what) {
        events.record(
                tx,
                caller,
                type,
                User.target(token.userId()),
                "Token " + token.name() + " of " + token.userName() + " " + what);
    }
}

package io.kloigos.core.user;

import io.kloigos.core.database.Transaction;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What users may do, as of now. */
final class Principals {
    private Principals() {}

    static Principal of(Transaction tx, UUID userId) {
        UserMapper users = tx.mapper(UserMapper.class);
        User user = UserService.get(tx, userId);
        Map<String, Role> projects = users.memberships(userId).stream()
                .collect(Collectors.toMap(UserMapper.Membership::projectId, UserMapper.Membership::role));
        return new Principal(userId, user.name(), user.role(), projects, user.passwordExpired(), false);
    }
}

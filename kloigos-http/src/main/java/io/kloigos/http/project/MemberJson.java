package io.kloigos.http.project;

import io.kloigos.core.project.Member;
import io.kloigos.core.user.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/** What a user may do in a project. */
@Schema(name = "Member")
record MemberJson(UUID memberId, String projectId, UUID userId, String userName, Role role, Instant createdAt) {
    static MemberJson of(Member member) {
        return new MemberJson(
                member.memberId(),
                member.projectId(),
                member.userId(),
                member.userName(),
                member.role(),
                member.createdAt());
    }
}

package io.kloigos.core.user;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code user_identity}, and the memberships that groups of a provider gave. */
interface ProvidedUserMapper {
    @Select("select user_id from user_identity where issuer = #{issuer} and subject = #{subject}")
    @Nullable
    UUID userOf(@Param("issuer") String issuer, @Param("subject") String subject);

    @Insert("""
            insert into user_identity (issuer, subject, user_id, created_at)
            values (#{u.issuer}, #{u.subject}, #{user}, #{now})
            """)
    void insert(@Param("u") ProvidedUser provided, @Param("user") UUID userId, @Param("now") Instant now);

    @Select("select project_id, role from project_member where user_id = #{user} and from_groups for update")
    List<UserMapper.Membership> givenByGroups(@Param("user") UUID userId);

    @Delete("delete from project_member where user_id = #{user} and project_id = #{project} and from_groups")
    int take(@Param("user") UUID userId, @Param("project") String projectId);

    /** Does nothing without the project, and where somebody here has given a role. */
    @Insert("""
            insert ignore into project_member (member_id, project_id, user_id, role, from_groups, created_at)
            select #{id}, project_id, #{user}, #{role}, true, #{now} from project where project_id = #{project}
            """)
    int give(
            @Param("id") UUID memberId,
            @Param("user") UUID userId,
            @Param("project") String projectId,
            @Param("role") Role role,
            @Param("now") Instant now);
}

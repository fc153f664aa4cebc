package io.kloigos.core.user;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code user_account}, and the projects that users are in. */
interface UserMapper {
    record Credentials(UUID userId, @Nullable String passwordHash) {}

    record Membership(String projectId, Role role) {}

    String COLUMNS = "user_id, name, display_name, kind, role, password_hash is not null as has_password,"
            + " password_expired, disabled, created_at, last_login_at";

    @Insert("""
            insert into user_account (user_id, name, display_name, kind, role, password_hash, password_expired,
              created_at)
            values (#{u.userId}, #{u.name}, #{u.displayName}, #{u.kind}, #{u.role}, #{hash}, #{u.passwordExpired},
              #{u.createdAt})
            """)
    void insert(@Param("u") User user, @Param("hash") @Nullable String passwordHash);

    @Select("select " + COLUMNS + " from user_account where user_id = #{id}")
    @Nullable
    User find(@Param("id") UUID userId);

    @Select("select " + COLUMNS + " from user_account where user_id = #{id} for update")
    @Nullable
    User lock(@Param("id") UUID userId);

    @Select("select " + COLUMNS + " from user_account where name = #{name}")
    @Nullable
    User named(@Param("name") String name);

    @Select("select user_id, password_hash from user_account where name = #{name} and not disabled")
    @Nullable
    Credentials credentials(@Param("name") String name);

    @Select("""
            <script>
            select user_id, name, display_name, kind, role, password_hash is not null as has_password, password_expired,
              disabled, created_at, last_login_at
            from user_account <where><if test="after != null">name &gt; #{after}</if></where>
            order by name limit #{limit}
            </script>
            """)
    List<User> list(@Param("after") @Nullable String after, @Param("limit") int limit);

    @Select("select exists(select 1 from user_account)")
    boolean areThereAny();

    /** Whether a person of another name may approve that task: an admin everywhere, or of its project. */
    @Select("""
            select exists(select 1 from user_account u
              where u.kind = 'person' and not u.disabled and u.name != #{name} and (u.role = 'admin' or exists(
                select 1 from project_member m join task t on t.project_id = m.project_id
                where m.user_id = u.user_id and m.role = 'admin' and t.task_id = #{task})))
            """)
    boolean areThereOtherApprovers(@Param("name") String name, @Param("task") UUID taskId);

    /** Locks the users who may do everything, and tells their ids. */
    @Select("select user_id from user_account where role = 'admin' and not disabled for update")
    List<UUID> lockAdmins();

    @Update("""
            update user_account set display_name = #{displayName}, role = #{role}, disabled = #{disabled}
            where user_id = #{userId}
            """)
    void update(User user);

    @Update("""
            update user_account set password_hash = #{hash}, password_expired = #{expired} where user_id = #{id}
            """)
    void setPassword(@Param("id") UUID userId, @Param("hash") String hash, @Param("expired") boolean expired);

    @Update("update user_account set last_login_at = #{now} where user_id = #{id}")
    void loggedIn(@Param("id") UUID userId, @Param("now") Instant now);

    @Delete("delete from user_account where user_id = #{id}")
    int delete(@Param("id") UUID userId);

    @Select("select project_id, role from project_member where user_id = #{id}")
    List<Membership> memberships(@Param("id") UUID userId);
}

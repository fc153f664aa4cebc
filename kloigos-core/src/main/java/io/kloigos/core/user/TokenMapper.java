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

/** The table {@code api_token}. */
interface TokenMapper {
    String SELECT = """
            select t.token_id, t.user_id, u.name as user_name, t.name, t.role, t.project_id, t.expires_at, t.created_at,
              t.last_used_at
            from api_token t join user_account u on u.user_id = t.user_id
            """;

    @Insert("""
            insert into api_token (token_id, user_id, name, secret_hash, role, project_id, expires_at, created_at)
            values (#{t.tokenId}, #{t.userId}, #{t.name}, #{hash}, #{t.role}, #{t.projectId}, #{t.expiresAt},
              #{t.createdAt})
            """)
    void insert(@Param("t") ApiToken token, @Param("hash") String secretHash);

    @Select(SELECT + " where t.user_id = #{user} order by t.name limit #{limit}")
    List<ApiToken> ofUser(@Param("user") UUID userId, @Param("limit") int limit);

    @Select(SELECT + " where t.token_id = #{id}")
    @Nullable
    ApiToken find(@Param("id") UUID tokenId);

    @Select("select exists(select 1 from project where project_id = #{project})")
    boolean isProject(@Param("project") String projectId);

    /** A token that may be used now; its user may not be disabled. */
    @Select(SELECT + """
             where t.secret_hash = #{hash} and (t.expires_at is null or t.expires_at > #{now}) and not u.disabled
            """)
    @Nullable
    ApiToken usable(@Param("hash") String secretHash, @Param("now") Instant now);

    @Update("""
            update api_token set last_used_at = #{now}
            where token_id = #{id} and (last_used_at is null or last_used_at < #{before})
            """)
    void used(@Param("id") UUID tokenId, @Param("now") Instant now, @Param("before") Instant before);

    @Delete("delete from api_token where token_id = #{id}")
    int delete(@Param("id") UUID tokenId);
}

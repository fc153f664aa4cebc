package io.kloigos.core.user;

import java.time.Instant;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code user_session} and {@code login_failure}. */
interface SessionMapper {
    record Failures(int failures, Instant lastAt) {}

    @Insert("""
            insert into user_session (secret_hash, user_id, address, created_at, seen_at)
            values (#{hash}, #{user}, #{address}, #{now}, #{now})
            """)
    void insert(
            @Param("hash") String secretHash,
            @Param("user") UUID userId,
            @Param("address") @Nullable String address,
            @Param("now") Instant now);

    /** The user of a session that has not ended. */
    @Select("""
            select s.user_id from user_session s join user_account u on u.user_id = s.user_id
            where s.secret_hash = #{hash} and s.seen_at > #{seenAfter} and s.created_at > #{madeAfter} and not u.disabled
            """)
    @Nullable
    UUID userOf(
            @Param("hash") String secretHash,
            @Param("seenAfter") Instant seenAfter,
            @Param("madeAfter") Instant madeAfter);

    @Update("update user_session set seen_at = #{now} where secret_hash = #{hash} and seen_at < #{before}")
    void seen(@Param("hash") String secretHash, @Param("now") Instant now, @Param("before") Instant before);

    @Delete("delete from user_session where secret_hash = #{hash}")
    int delete(@Param("hash") String secretHash);

    @Delete("delete from user_session where user_id = #{user}")
    int deleteOf(@Param("user") UUID userId);

    @Delete("delete from user_session where seen_at <= #{before} order by seen_at limit #{limit}")
    int prune(@Param("before") Instant before, @Param("limit") int limit);

    @Select("select failures, last_at from login_failure where subject = #{subject} for update")
    @Nullable
    Failures failures(@Param("subject") String subject);

    /** Counts one more; those of before that time are forgotten. */
    @Insert("""
            insert into login_failure (subject, failures, last_at) values (#{subject}, 1, #{now})
            on duplicate key update failures = if(last_at <= #{forgotten}, 1, failures + 1), last_at = #{now}
            """)
    void fail(@Param("subject") String subject, @Param("now") Instant now, @Param("forgotten") Instant forgotten);

    @Delete("delete from login_failure where subject = #{subject}")
    int forgive(@Param("subject") String subject);

    @Update("update login_failure set failures = failures - 1 where subject = #{subject} and failures > 0")
    int takeBack(@Param("subject") String subject);

    @Delete("delete from login_failure where last_at <= #{before} order by last_at limit #{limit}")
    int pruneFailures(@Param("before") Instant before, @Param("limit") int limit);
}

package io.kloigos.core.database;

import java.time.Instant;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code idempotency_key}. */
interface IdempotencyMapper {
    record StoredAnswer(String fingerprint, String answer) {}

    @Select("""
            select fingerprint, answer from idempotency_key
            where actor = #{actor} and idempotency_key = #{key} and created_at > #{after}
            """)
    @Nullable
    StoredAnswer find(@Param("actor") String actor, @Param("key") String key, @Param("after") Instant after);

    @Insert("""
            insert into idempotency_key (actor, idempotency_key, fingerprint, created_at)
            values (#{actor}, #{key}, #{fingerprint}, #{now})
            """)
    void insert(
            @Param("actor") String actor,
            @Param("key") String key,
            @Param("fingerprint") String fingerprint,
            @Param("now") Instant now);

    @Update("""
            update idempotency_key set answer = #{answer} where actor = #{actor} and idempotency_key = #{key}
            """)
    void setAnswer(@Param("actor") String actor, @Param("key") String key, @Param("answer") String answer);

    @Delete("""
            delete from idempotency_key
            where actor = #{actor} and idempotency_key = #{key} and created_at <= #{before}
            """)
    void deleteOlder(@Param("actor") String actor, @Param("key") String key, @Param("before") Instant before);

    @Delete("delete from idempotency_key where created_at <= #{before} order by created_at limit #{limit}")
    int prune(@Param("before") Instant before, @Param("limit") int limit);
}

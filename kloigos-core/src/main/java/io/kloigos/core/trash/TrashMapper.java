package io.kloigos.core.trash;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code trash}. */
interface TrashMapper {
    String SELECT = """
            select trash_id, host_id, pool, volume, size_bytes, status = 'going' as going, deleted_by, deleted_at, expires_at
            from trash
            """;

    /** What is in there already stays as it is. */
    @Insert("""
            insert ignore into trash (trash_id, host_id, pool, volume, size_bytes, deleted_by, deleted_at, expires_at)
            values (#{trashId}, #{hostId}, #{pool}, #{volume}, #{sizeBytes}, #{deletedBy}, #{deletedAt}, #{expiresAt})
            """)
    int insert(Trashed trashed);

    @Select(SELECT + " where trash_id = #{id}")
    @Nullable
    Trashed find(@Param("id") UUID trashId);

    @Select(SELECT + " where host_id = #{host} and pool = #{pool} and volume = #{volume}")
    @Nullable
    Trashed named(@Param("host") String hostId, @Param("pool") String pool, @Param("volume") String volume);

    @Select(SELECT + " where host_id = #{host} order by expires_at")
    List<Trashed> onHost(@Param("host") String hostId);

    @Select(SELECT + " order by expires_at limit #{limit}")
    List<Trashed> list(@Param("limit") int limit);

    @Select(SELECT + " where status = 'kept' and expires_at <= #{now} order by expires_at limit #{limit}")
    List<Trashed> due(@Param("now") Instant now, @Param("limit") int limit);

    @Update("update trash set status = 'going' where trash_id = #{id} and status = 'kept'")
    int going(@Param("id") UUID trashId);

    @Update("update trash set status = 'kept', expires_at = #{until} where trash_id = #{id}")
    int keep(@Param("id") UUID trashId, @Param("until") Instant until);

    @Delete("delete from trash where trash_id = #{id}")
    int delete(@Param("id") UUID trashId);

    @Delete("delete from trash where trash_id = #{id} and status = 'kept'")
    int restore(@Param("id") UUID trashId);
}

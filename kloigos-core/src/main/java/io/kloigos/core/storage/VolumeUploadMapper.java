package io.kloigos.core.storage;

import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code volume_upload}; its times are the database's. */
interface VolumeUploadMapper {
    String VOLUME = " host_id = #{id.hostId} and pool = #{id.pool} and volume = #{id.name} ";

    @Delete("delete from volume_upload where" + VOLUME + "and expires_at <= utc_timestamp(3)")
    int dropExpired(@Param("id") VolumeId id);

    @Insert("""
            insert ignore into volume_upload (host_id, pool, volume, upload_id, actor, expires_at)
            values (#{id.hostId}, #{id.pool}, #{id.name}, #{upload}, #{actor},
              utc_timestamp(3) + interval #{seconds} second)
            """)
    int insert(
            @Param("id") VolumeId id,
            @Param("upload") UUID uploadId,
            @Param("actor") String actor,
            @Param("seconds") long seconds);

    /** Who writes into the volume; null for nobody. */
    @Select("select actor from volume_upload where" + VOLUME + "and expires_at > utc_timestamp(3)")
    @Nullable
    String actor(@Param("id") VolumeId id);

    @Update("""
            update volume_upload set expires_at = utc_timestamp(3) + interval #{seconds} second where upload_id = #{upload}
            """)
    int renew(@Param("upload") UUID uploadId, @Param("seconds") long seconds);

    @Delete("delete from volume_upload where upload_id = #{upload}")
    int delete(@Param("upload") UUID uploadId);
}

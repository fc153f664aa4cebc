package io.kloigos.core.image;

import io.kloigos.core.image.ImageImport.ChecksumStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code image_import}. */
interface ImageImportMapper {
    String SELECT = """
            select j.task_id as job_id, j.image_id, j.host_id, j.name, j.version, j.source_url, t.status,
              j.checksum_status, j.bytes_done, j.bytes_total, j.bytes_per_second, t.error, j.created_at
            from image_import j join task t on t.task_id = j.task_id
            """;

    @Insert("""
            insert into image_import (import_id, task_id, image_id, host_id, name, version, source_url, created_at)
            values (#{p.importId}, #{task}, #{p.imageId}, #{p.hostId}, #{p.name}, #{p.version}, #{p.sourceUrl}, #{at})
            """)
    int insert(@Param("task") UUID taskId, @Param("p") ImportImage.Params params, @Param("at") Instant createdAt);

    @Select(SELECT + " where j.task_id = #{id}")
    @Nullable
    ImageImport find(@Param("id") UUID jobId);

    @Select(SELECT + " order by j.seq desc limit #{limit}")
    List<ImageImport> list(@Param("limit") int limit);

    @Update("""
            update image_import set bytes_done = #{done}, bytes_total = #{total}, bytes_per_second = #{speed}
            where import_id = #{id}
            """)
    int setProgress(
            @Param("id") UUID importId,
            @Param("done") long bytesDone,
            @Param("total") @Nullable Long bytesTotal,
            @Param("speed") long bytesPerSecond);

    @Update("update image_import set checksum_status = #{status} where import_id = #{id}")
    int setChecksum(@Param("id") UUID importId, @Param("status") ChecksumStatus status);
}

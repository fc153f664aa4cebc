package io.kloigos.core.server;

import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The table {@code pool_sample}. */
interface PoolSampleMapper {
    @Insert("""
            insert ignore into pool_sample (taken_at, free, running, stopped, maintenance)
            values (#{takenAt}, #{free}, #{running}, #{stopped}, #{maintenance})
            """)
    int add(PoolSample sample);

    /** Each {@code step}-th of the samples, oldest first. */
    @Select("""
            select taken_at, free, running, stopped, maintenance from pool_sample
            where taken_at >= #{since}
              and mod(timestampdiff(second, '1970-01-01', taken_at) div #{seconds}, #{step}) = 0
            order by taken_at
            """)
    List<PoolSample> since(@Param("since") Instant since, @Param("seconds") long seconds, @Param("step") long step);

    @Delete("delete from pool_sample where taken_at < #{before} order by taken_at limit 1000")
    int prune(@Param("before") Instant before);
}

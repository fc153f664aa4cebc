package io.kloigos.core.drift;

import io.kloigos.core.drift.Drift.UnknownDomain;
import io.kloigos.core.drift.DriftPage.NotLookedAt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code drift_plan}, and what only a comparison of hosts and VMs shows. */
interface DriftMapper {
    /** The domains of hosts that can be seen which are no VMs there, by host and id. */
    @Select("""
            <script>
            select d.host_id, d.observed, greatest(d.observed_at, coalesce(h.observed_at, d.observed_at)) as observed_at,
              v.host_id as known_on
            from domain d join host h on h.host_id = d.host_id and h.connection = 'ready'
            left join vm v on v.vm_id = d.vm_id
            where (v.vm_id is null or v.host_id &lt;&gt; d.host_id)
              <if test="hostId != null">and d.host_id = #{hostId}</if>
              <if test="vmId != null">and d.vm_id = #{vmId}</if>
              <if test="afterVm != null">
                and (d.host_id &gt; #{afterHost} or d.host_id = #{afterHost} and d.vm_id &gt; #{afterVm})
              </if>
            order by d.host_id, d.vm_id limit #{limit}
            </script>
            """)
    List<UnknownDomain> unknown(
            @Param("hostId") @Nullable String hostId,
            @Param("vmId") @Nullable UUID vmId,
            @Param("afterHost") @Nullable String afterHost,
            @Param("afterVm") @Nullable UUID afterVm,
            @Param("limit") int limit);

    @Select("""
            <script>
            select host_id, coalesce(unreachable_since, created_at) as since, observed_at, reason from host
            where (connection &lt;&gt; 'ready' or observed_at is null)
              <if test="hostId != null">and host_id = #{hostId}</if>
            order by host_id limit #{limit}
            </script>
            """)
    List<NotLookedAt> notLookedAt(@Param("hostId") @Nullable String hostId, @Param("limit") int limit);

    @Insert("""
            insert into drift_plan (plan_hash, plan, created_at) values (#{hash}, #{plan}, #{now})
            on duplicate key update created_at = value(created_at), plan = value(plan)
            """)
    void putPlan(@Param("hash") String hash, @Param("plan") String plan, @Param("now") Instant now);

    @Select("select plan from drift_plan where plan_hash = #{hash} and created_at > #{since}")
    @Nullable
    String plan(@Param("hash") String hash, @Param("since") Instant since);

    @Delete("delete from drift_plan where created_at <= #{until} limit 100")
    void prunePlans(@Param("until") Instant until);
}

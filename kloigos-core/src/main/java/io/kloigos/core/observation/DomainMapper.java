package io.kloigos.core.observation;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code domain}. */
public interface DomainMapper {
    /** {@link Domain} as JSON. */
    final class DomainTypeHandler extends JsonTypeHandler<Domain> {
        public DomainTypeHandler() {
            super(Json.type(Domain.class));
        }
    }

    /** A row; a class of its own because MyBatis reads a single column as a plain value. */
    record Row(UUID vmId, Domain observed) {}

    @Select("select vm_id, observed from domain where host_id = #{host}")
    List<Row> ofHost(@Param("host") String hostId);

    @Select("select vm_id, observed from domain where host_id = #{host} and vm_id = #{id}")
    @Nullable
    Row find(@Param("host") String hostId, @Param("id") UUID vmId);

    @Insert("""
            <script>
            insert into domain (host_id, vm_id, name, state, observed, observed_at) values
            <foreach item="d" collection="domains" separator=",">
            (#{host}, #{d.vmId}, #{d.name}, #{d.state}, #{d}, #{now})
            </foreach>
            on duplicate key update name = value(name), state = value(state), observed = value(observed),
              observed_at = value(observed_at)
            </script>
            """)
    void put(@Param("host") String hostId, @Param("domains") Collection<Domain> domains, @Param("now") Instant now);

    @Delete("""
            <script>
            delete from domain where host_id = #{host} and vm_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            </script>
            """)
    void delete(@Param("host") String hostId, @Param("ids") Collection<UUID> vmIds);
}

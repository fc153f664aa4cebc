package io.kloigos.core.backup;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.json.Json;
import io.kloigos.core.vm.WantedVm;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Arg;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.ResultMap;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code backup}. */
public interface BackupMapper {
    /** The volumes as JSON. */
    final class CopiesTypeHandler extends JsonTypeHandler<List<DiskCopy>> {
        public CopiesTypeHandler() {
            super(Json.listOf(DiskCopy.class));
        }
    }

    /** What the VM was like, as JSON. */
    final class WantedTypeHandler extends JsonTypeHandler<WantedVm> {
        public WantedTypeHandler() {
            super(Json.type(WantedVm.class));
        }
    }

    String SELECT = """
            select backup_id, vm_id, vm_name, host_id, name, pool, status, volumes, wanted, created_by, created_at from backup
            """;

    @Insert("""
            insert into backup (backup_id, vm_id, vm_name, host_id, name, pool, status, volumes, wanted, created_by,
              created_at)
            values (#{backupId}, #{vmId}, #{vmName}, #{hostId}, #{name}, #{pool}, #{status},
              #{volumes,typeHandler=io.kloigos.core.backup.BackupMapper$CopiesTypeHandler},
              #{wanted,typeHandler=io.kloigos.core.backup.BackupMapper$WantedTypeHandler}, #{createdBy}, #{createdAt})
            """)
    void insert(Backup backup);

    @Results(id = "backup")
    @Arg(column = "backup_id", javaType = UUID.class)
    @Arg(column = "vm_id", javaType = UUID.class)
    @Arg(column = "vm_name", javaType = String.class)
    @Arg(column = "host_id", javaType = String.class)
    @Arg(column = "name", javaType = String.class)
    @Arg(column = "pool", javaType = String.class)
    @Arg(column = "status", javaType = Backup.Status.class)
    @Arg(column = "volumes", javaType = List.class, typeHandler = CopiesTypeHandler.class)
    @Arg(column = "wanted", javaType = WantedVm.class, typeHandler = WantedTypeHandler.class)
    @Arg(column = "created_by", javaType = String.class)
    @Arg(column = "created_at", javaType = Instant.class)
    @Select(SELECT + " where backup_id = #{id}")
    @Nullable
    Backup find(@Param("id") UUID backupId);

    @ResultMap("backup")
    @Select(SELECT + " where vm_id = #{id} order by created_at desc limit #{limit}")
    List<Backup> ofVm(@Param("id") UUID vmId, @Param("limit") int limit);

    @ResultMap("backup")
    @Select(SELECT + " where host_id = #{host}")
    List<Backup> onHost(@Param("host") String hostId);

    @ResultMap("backup")
    @Select(SELECT + " order by created_at desc limit #{limit}")
    List<Backup> list(@Param("limit") int limit);

    @Update("update backup set status = #{to} where backup_id = #{id} and status = #{from}")
    int move(@Param("id") UUID backupId, @Param("from") Backup.Status from, @Param("to") Backup.Status to);

    @Delete("delete from backup where backup_id = #{id}")
    int delete(@Param("id") UUID backupId);
}

package io.kloigos.core.vm.snapshot;

import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code snapshot_size}. */
interface SnapshotSizeMapper {
    /** As the VM's disks are now. */
    @Insert("""
            replace into snapshot_size (vm_id, name, storage_mb)
            select v.vm_id, #{name}, v.storage_mb from vm v where v.vm_id = #{vm}
            """)
    int keep(@Param("vm") UUID vmId, @Param("name") String name);

    /** Null for one that somebody else took. */
    @Select("select storage_mb from snapshot_size where vm_id = #{vm} and name = #{name}")
    @Nullable
    Long storageMb(@Param("vm") UUID vmId, @Param("name") String name);

    @Delete("delete from snapshot_size where vm_id = #{vm} and name = #{name}")
    int forget(@Param("vm") UUID vmId, @Param("name") String name);
}

package io.kloigos.core.rebuild;

import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.rebuild.RebuildPlan.HostRow;
import io.kloigos.core.rebuild.RebuildPlan.ImageRow;
import io.kloigos.core.rebuild.RebuildPlan.NetworkRow;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** The rows that an empty database gets back. */
interface RebuildMapper {
    /** The installation's row, which nobody else changes until the transaction ends. */
    @Select("select owner_id from installation for update")
    UUID lock();

    @Select("""
            select exists(select 1 from host) or exists(select 1 from vm) or exists(select 1 from image)
              or exists(select 1 from server) or exists(select 1 from task) or exists(select 1 from network)
              or exists(select 1 from security_group)
            """)
    boolean hasRecords();

    @Update("update installation set owner_id = #{owner}")
    void setOwner(@Param("owner") UUID owner);

    @Insert("""
            insert into host (host_id, name, address, port, ssh_user, libvirt_uri, mode, host_key, cpu_cores, memory_mb,
              facts, tags, project_id, created_at, jump)
            values (#{h.registration.hostId}, #{h.registration.name}, #{h.registration.address}, #{h.registration.port},
              #{h.sshUser}, #{h.registration.libvirtUri}, #{h.mode}, #{h.hostKey},
              if(#{h.registration.cpuCores} = 0, #{h.facts.cpuCores}, #{h.registration.cpuCores}),
              if(#{h.registration.memoryMb} = 0, #{h.facts.memoryMb}, #{h.registration.memoryMb}),
              #{h.facts}, #{h.registration.tags,javaType=list}, #{h.registration.projectId}, #{h.createdAt},
              #{h.registration.jump})
            """)
    void insertHost(@Param("h") HostRow host);

    @Insert("""
            insert into image (image_id, name, version, source_url, status, format, checksum, size_bytes,
              virtual_size_bytes, volume, created_at)
            values (#{i.imageId}, #{i.name}, #{i.version}, null, 'available', #{i.format}, null, #{i.sizeBytes},
              #{i.virtualSizeBytes}, #{i.volume}, #{i.createdAt})
            """)
    void insertImage(@Param("i") ImageRow image);

    /** The projects that VMs and hosts belong to, as far as these know. */
    @Insert("""
            insert into project (project_id, name, created_at)
              select project_id, project_id, utc_timestamp(3) from vm where project_id is not null
              union select project_id, project_id, utc_timestamp(3) from host where project_id is not null
            """)
    void insertProjects();

    @Insert("""
            insert into network (network_id, host_id, name, phase, wanted, created_at)
            values (#{n.networkId}, #{n.hostId}, #{n.name}, 'active', #{n.wanted}, #{n.createdAt})
            """)
    void insertNetwork(@Param("n") NetworkRow network);

    @Insert("""
            insert into address_reservation (host_id, network_id, mac, address, hostname, vm_id, created_at)
            values (#{a.hostId}, #{a.networkId}, #{a.mac}, #{a.address}, #{a.hostname}, #{a.vmId}, #{a.createdAt})
            """)
    void insertAddress(@Param("a") ReservedAddress address);

    @Insert("insert into image_copy (image_id, host_id, status) values (#{image}, #{host}, 'available')")
    void insertCopy(@Param("image") UUID imageId, @Param("host") String hostId);
}

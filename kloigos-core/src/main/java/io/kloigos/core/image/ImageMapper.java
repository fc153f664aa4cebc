package io.kloigos.core.image;

import io.kloigos.core.hypervisor.VolumeFormat;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code image} and {@code image_copy}. */
interface ImageMapper {
    /** The states of a copy. */
    String AVAILABLE = "available";

    String DELETING = "deleting";

    String SELECT = """
            select i.image_id, i.name, i.version, i.source_url, i.status, i.format, i.checksum, i.size_bytes,
              i.virtual_size_bytes, i.os_name, i.os_version, i.volume, i.created_at, i.retired_at,
              coalesce((select json_arrayagg(c.host_id order by c.host_id) from image_copy c
                where c.image_id = i.image_id and c.status = 'available'), '[]') as hosts
            from image i
            """;

    @Insert("""
            insert into image (image_id, name, version, source_url, status, format, checksum, size_bytes,
              virtual_size_bytes, os_name, os_version, volume, created_at)
            values (#{imageId}, #{name}, #{version}, #{sourceUrl}, #{status}, #{format}, #{checksum}, #{sizeBytes},
              #{virtualSizeBytes}, #{osName}, #{osVersion}, #{volume}, #{createdAt})
            """)
    void insert(Image image);

    @Insert("insert ignore into image_copy (image_id, host_id, status) values (#{image}, #{host}, 'loading')")
    int insertCopy(@Param("image") UUID imageId, @Param("host") String hostId);

    @Update("update image_copy set status = 'available' where image_id = #{image} and host_id = #{host}")
    int copyAvailable(@Param("image") UUID imageId, @Param("host") String hostId);

    @Select("""
            select exists(select 1 from image_copy
              where image_id = #{image} and host_id = #{host} and status = 'available')
            """)
    boolean isAvailableOn(@Param("image") UUID imageId, @Param("host") String hostId);

    @Update("""
            update image_copy set status = #{to} where image_id = #{image} and host_id = #{host} and status = #{from}
            """)
    int moveCopy(
            @Param("image") UUID imageId,
            @Param("host") String hostId,
            @Param("from") String from,
            @Param("to") String to);

    @Delete("delete from image_copy where image_id = #{image} and host_id = #{host} and status = 'deleting'")
    int deleteCopy(@Param("image") UUID imageId, @Param("host") String hostId);

    @Select("select status from image_copy where image_id = #{image} and host_id = #{host}")
    @Nullable
    String copyStatus(@Param("image") UUID imageId, @Param("host") String hostId);

    @Select("select count(*) from image_copy where image_id = #{image}")
    int copies(@Param("image") UUID imageId);

    @Delete("delete from image where image_id = #{image}")
    int delete(@Param("image") UUID imageId);

    /** What is asked for anew under a name and version of which nothing has arrived. */
    @Update("""
            update image set source_url = #{sourceUrl}, status = 'loading', format = null, checksum = null,
              size_bytes = 0, virtual_size_bytes = 0, os_name = #{osName}, os_version = #{osVersion}
            where image_id = #{imageId}
            """)
    int askAnew(Image image);

    /** What it turned out to be, unless that is known. */
    @Update("""
            update image set format = #{format}, checksum = #{checksum}, size_bytes = #{size},
              virtual_size_bytes = #{virtualSize}
            where image_id = #{image} and checksum is null
            """)
    int setFacts(
            @Param("image") UUID imageId,
            @Param("format") VolumeFormat format,
            @Param("checksum") String checksum,
            @Param("size") long sizeBytes,
            @Param("virtualSize") long virtualSizeBytes);

    @Update("update image set retired_at = #{at} where image_id = #{image} and retired_at is null")
    int retire(@Param("image") UUID imageId, @Param("at") Instant at);

    @Delete("delete from image_copy where image_id = #{image} and host_id = #{host} and status = 'loading'")
    int deleteLoadingCopy(@Param("image") UUID imageId, @Param("host") String hostId);

    @Update("update image set status = #{status} where image_id = #{image}")
    int setStatus(@Param("image") UUID imageId, @Param("status") Image.Status status);

    @Select(SELECT + " where i.image_id = #{id}")
    @Nullable
    Image find(@Param("id") UUID imageId);

    @Select(SELECT + " where i.name = #{name} and i.version = #{version} for update")
    @Nullable
    Image lockNamed(@Param("name") String name, @Param("version") String version);

    /** The newest version of that name, or that version, of which VMs are made, with a complete copy on that host. */
    @Select(SELECT + """
             where i.name = #{name} and (#{version} is null or i.version = #{version})
               and i.status = 'available' and i.retired_at is null and exists (
               select 1 from image_copy c
               where c.image_id = i.image_id and c.host_id = #{host} and c.status = 'available')
             order by i.created_at desc limit 1
            """)
    @Nullable
    Image newestOn(
            @Param("name") String name, @Param("version") @Nullable String version, @Param("host") String hostId);

    @Select(SELECT + " order by i.created_at desc, i.name limit #{limit}")
    List<Image> list(@Param("limit") int limit);

    @Select(SELECT + """
             join image_copy c on c.image_id = i.image_id
             where c.host_id = #{host} order by i.created_at desc limit #{limit}
            """)
    List<Image> onHost(@Param("host") String hostId, @Param("limit") int limit);

    @Select("select i.volume from image i join image_copy c on c.image_id = i.image_id where c.host_id = #{host}")
    List<String> volumesOn(@Param("host") String hostId);
}

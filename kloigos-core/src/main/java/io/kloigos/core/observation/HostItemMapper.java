package io.kloigos.core.observation;

import java.util.Collection;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The table {@code host_item}. */
interface HostItemMapper {
    @Select("select kind, item_key as `key`, observed from host_item where host_id = #{host}")
    List<HostItem> ofHost(@Param("host") String hostId);

    @Select("""
            select kind, item_key as `key`, observed from host_item where host_id = #{host} and kind = #{kind}
            order by item_key limit #{limit}
            """)
    List<HostItem> ofKind(@Param("host") String hostId, @Param("kind") HostItem.Kind kind, @Param("limit") int limit);

    @Insert("""
            <script>
            insert into host_item (host_id, kind, item_key, observed) values
            <foreach item="i" collection="items" separator=",">(#{host}, #{i.kind}, #{i.key}, #{i.observed})</foreach>
            on duplicate key update observed = value(observed)
            </script>
            """)
    void put(@Param("host") String hostId, @Param("items") Collection<HostItem> items);

    @Delete("""
            <script>
            delete from host_item where host_id = #{host} and (kind, item_key) in
            <foreach item="i" collection="items" open="(" separator="," close=")">(#{i.kind}, #{i.key})</foreach>
            </script>
            """)
    void delete(@Param("host") String hostId, @Param("items") Collection<HostItem> items);
}

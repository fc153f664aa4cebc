package io.kloigos.core.network;

import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Arg;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code network}, and what hosts report of networks. */
public interface NetworkMapper {
    /** {@link WantedNetwork} as JSON. */
    final class WantedTypeHandler extends JsonTypeHandler<WantedNetwork> {
        public WantedTypeHandler() {
            super(Json.type(WantedNetwork.class));
        }
    }

    /** {@link Network} as JSON. */
    final class ObservedTypeHandler extends JsonTypeHandler<Network> {
        public ObservedTypeHandler() {
            super(Json.type(Network.class));
        }
    }

    String USERS = """
              coalesce((select json_arrayagg(v.vm_id) from vm v where v.host_id = t.host_id
                and json_contains(coalesce(json_extract(v.spec, '$.nics[*].network'), '[]'), json_quote(t.name))),
                '[]') as wanted_by,
              coalesce((select json_arrayagg(d.vm_id) from domain d where d.host_id = t.host_id
                and (json_contains(coalesce(json_extract(d.observed, '$.nics[*].network'), '[]'), json_quote(t.name))
                  or json_contains(coalesce(json_extract(d.observed, '$.at_next_start.nics[*].network'), '[]'),
                    json_quote(t.name)))), '[]') as had_by
            """;

    @Insert("""
            insert into network (network_id, host_id, name, phase, wanted, created_at)
            values (#{id}, #{host}, #{name}, 'making', #{wanted}, #{createdAt})
            """)
    void insert(
            @Param("id") UUID networkId,
            @Param("host") String hostId,
            @Param("name") String name,
            @Param("wanted") WantedNetwork wanted,
            @Param("createdAt") Instant createdAt);

    @Update("update network set phase = #{to} where network_id = #{id} and phase = #{from}")
    int setPhase(@Param("id") UUID networkId, @Param("from") NetworkPhase from, @Param("to") NetworkPhase to);

    @Update("update network set wanted = #{wanted} where network_id = #{id}")
    int setWanted(@Param("id") UUID networkId, @Param("wanted") WantedNetwork wanted);

    @Delete("delete from network where network_id = #{id}")
    int delete(@Param("id") UUID networkId);

    /** Networks in the order of their hosts and names, those that are not reported yet among them. */
    @Results(id = "network")
    @Arg(column = "host_id", javaType = String.class)
    @Arg(column = "network_id", javaType = UUID.class)
    @Arg(column = "name", javaType = String.class)
    @Arg(column = "phase", javaType = NetworkPhase.class)
    @Arg(column = "wanted", javaType = WantedNetwork.class)
    @Arg(column = "observed", javaType = Network.class)
    @Arg(column = "created_at", javaType = Instant.class)
    @Arg(column = "wanted_by", javaType = List.class)
    @Arg(column = "had_by", javaType = List.class)
    @Select("""
            <script>
            select t.host_id, t.network_id, t.name, t.phase, t.wanted, t.observed, t.created_at,
            """ + USERS + """
            from (
              select i.host_id, coalesce(n.network_id, cast(json_value(i.observed, '$.uuid') as uuid)) as network_id,
                i.item_key as name, n.phase, n.wanted, i.observed, n.created_at
              from host_item i left join network n on n.host_id = i.host_id and n.name = i.item_key
              where i.kind = 'network' <if test="host != null">and i.host_id = #{host}</if>
              union all
              select n.host_id, n.network_id, n.name, n.phase, n.wanted, null, n.created_at
              from network n
              where not exists (select 1 from host_item i
                where i.host_id = n.host_id and i.kind = 'network' and i.item_key = n.name)
                <if test="host != null">and n.host_id = #{host}</if>
            ) t
            <where>
              <if test="id != null">t.network_id = #{id}</if>
              <if test="name != null">and t.name = #{name}</if>
              <if test="afterHost != null">and (t.host_id, t.name) > (#{afterHost}, #{afterName})</if>
            </where>
            order by t.host_id, t.name limit #{limit}
            </script>
            """)
    List<HostNetwork> list(NetworkQuery query);

    @Select("""
            select item_key as name from host_item where kind = 'network'
            union select name from network order by name limit #{limit}
            """)
    List<String> names(@Param("limit") int limit);

    @Select("select interface from host_vlan_uplink where host_id = #{host}")
    @Nullable
    String uplinkOf(@Param("host") String hostId);

    @Insert("""
            insert into host_vlan_uplink (host_id, interface, created_at) values (#{host}, #{uplink}, #{now})
            on duplicate key update interface = value(interface)
            """)
    void setUplink(@Param("host") String hostId, @Param("uplink") String uplink, @Param("now") Instant now);

    @Delete("delete from host_vlan_uplink where host_id = #{host}")
    int forgetUplink(@Param("host") String hostId);

    @Select("select owner_id from installation")
    UUID ownerId();

    /** The MAC address of a VM's first interface on that network, as wanted. */
    @Select("""
            select lower(n.mac) from vm v, json_table(v.spec, '$.nics[*]'
              columns (i for ordinality, network varchar(255) path '$.network', mac varchar(17) path '$.mac')) n
            where v.vm_id = #{vm} and v.host_id = #{host} and n.network = #{network} order by n.i limit 1
            """)
    @Nullable
    String macOf(@Param("vm") UUID vmId, @Param("host") String hostId, @Param("network") String network);
}

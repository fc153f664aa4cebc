package io.kloigos.core.search;

import io.kloigos.core.Scope;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/**
 * Reads the names of everything. Names that begin with the text are sought, the others are read from an index in their order
 * until there are enough.
 */
interface SearchMapper {
    /** What {@link Hit} is made of. */
    record Row(String id, String name, @Nullable String place, String detail) {}

    String OWN = """
            <if test="!scope.all()">
              and project_id in ('' <foreach item="id" collection="scope.projects()">, #{id}</foreach>)
            </if>
            """;

    @Select("""
            <script>
            (select vm_id as id, name, '' as place, concat('on ', host_id) as detail from vm
              where name like #{text.start} escape '!' """ + OWN + """
              order by name limit #{most})
            union (select vm_id, name, '', concat('on ', host_id) from vm
              where lower(name) like #{text.part} escape '!' """ + OWN + """
              order by name limit #{most})
            </script>
            """)
    List<Row> vms(@Param("text") Wanted text, @Param("scope") Scope scope, @Param("most") int most);

    @Select("""
            <script>
            select v.vm_id as id, v.name, '' as place, concat('on ', v.host_id) as detail
            from (select host_id, vm_id, addresses from domain
              where addresses like #{text.part} escape '!' limit 1000) d
            join vm v on v.vm_id = d.vm_id and v.host_id = d.host_id
            <where>""" + OWN + """
            </where>
            order by d.addresses limit #{most}
            </script>
            """)
    List<Row> vmsWithAddress(@Param("text") Wanted text, @Param("scope") Scope scope, @Param("most") int most);

    @Select("""
            <script>
            select vm_id as id, name, '' as place, concat('on ', host_id) as detail from vm
            where cast(vm_id as char) like #{text.start} escape '!' """ + OWN + """
            order by name limit #{most}
            </script>
            """)
    List<Row> vmsWithId(@Param("text") Wanted text, @Param("scope") Scope scope, @Param("most") int most);

    @Select("""
            select host_id as id, host_id as name, '' as place, address as detail from host
            where lower(host_id) like #{text.part} escape '!' or lower(name) like #{text.part} escape '!'
              or lower(address) like #{text.part} escape '!'
            order by host_id limit #{most}
            """)
    List<Row> hosts(@Param("text") Wanted text, @Param("most") int most);

    @Select("""
            (select hostname as id, hostname as name, '' as place, coalesce(service_name, ansible_host) as detail from server
              where hostname like #{text.start} escape '!' order by hostname limit #{most})
            union (select hostname, hostname, '', service_name from server
              where service_name like #{text.start} escape '!' order by service_name limit #{most})
            union (select hostname, hostname, '', coalesce(service_name, ansible_host) from server
              where lower(concat_ws(' ', hostname, service_name, ansible_host)) like #{text.part} escape '!'
              order by hostname limit #{most})
            """)
    List<Row> servers(@Param("text") Wanted text, @Param("most") int most);

    /** Networks of hosts, ours and others; those of ours that no host has yet, too. */
    @Select("""
            select n.id, n.name, n.place, concat('on ', n.place) as detail from (
              (select json_value(i.observed, '$.uuid') as id, i.item_key as name, i.host_id as place from
                (select host_id, kind, item_key from host_item
                  where kind = 'network' and lower(item_key) like #{text.part} escape '!'
                  order by item_key limit #{most}) found
                join host_item i on i.host_id = found.host_id and i.kind = found.kind and i.item_key = found.item_key)
              union (select cast(network_id as char), name, host_id from network
                where lower(name) like #{text.part} escape '!' order by name limit #{most})) n
            where n.id is not null order by n.name, n.place limit #{most}
            """)
    List<Row> networks(@Param("text") Wanted text, @Param("most") int most);

    @Select("""
            select item_key as id, item_key as name, host_id as place, concat('on ', host_id) as detail from host_item
            where kind = 'storage_pool' and lower(item_key) like #{text.part} escape '!'
            order by item_key, host_id limit #{most}
            """)
    List<Row> storagePools(@Param("text") Wanted text, @Param("most") int most);

    @Select("""
            select image_id as id, concat(name, ':', version) as name, '' as place, status as detail from image
            where lower(concat(name, ':', version)) like #{text.part} escape '!' order by name, version limit #{most}
            """)
    List<Row> images(@Param("text") Wanted text, @Param("most") int most);

    @Select("""
            <script>
            select project_id as id, name, '' as place, project_id as detail from project
            where (lower(name) like #{text.part} escape '!' or lower(project_id) like #{text.part} escape '!')
            """ + OWN + """
            order by name limit #{most}
            </script>
            """)
    List<Row> projects(@Param("text") Wanted text, @Param("scope") Scope scope, @Param("most") int most);

    @Select("""
            select policy_id as id, name, '' as place, category as detail from policy
            where lower(name) like #{text.part} escape '!' order by name limit #{most}
            """)
    List<Row> policies(@Param("text") Wanted text, @Param("most") int most);

    /** The newest of the last {@code among} tasks. */
    @Select("""
            <script>
            select task_id as id, detail as name, '' as place, status as detail
            from (select seq, task_id, detail, status from task
              <where>""" + OWN + """
              </where>
              order by seq desc limit #{among}) last
            where lower(detail) like #{text.part} escape '!' order by seq desc limit #{most}
            </script>
            """)
    List<Row> tasks(
            @Param("text") Wanted text,
            @Param("scope") Scope scope,
            @Param("among") int among,
            @Param("most") int most);

    @Select("""
            <script>
            select task_id as id, detail as name, '' as place, status as detail from task
            where task_id = #{id} """ + OWN + """
            </script>
            """)
    List<Row> task(@Param("id") UUID taskId, @Param("scope") Scope scope);
}

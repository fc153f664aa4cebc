package io.kloigos.core.search;

import java.util.List;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Reads the names of everything. */
interface SearchMapper {
    /** @param pattern of {@code like}, with {@code !} before what is meant literally */
    @Select("""
            (select 'vm' as kind, cast(v.vm_id as char) as id, v.name, concat('on ', v.host_id) as detail
              from vm v left join domain d on d.host_id = v.host_id and d.vm_id = v.vm_id
              where v.name like #{p} escape '!' or cast(v.vm_id as char) like #{p} escape '!'
                or json_extract(d.observed, '$.addresses') like #{p} escape '!'
              order by v.name limit #{most})
            union all (select 'host', h.host_id, h.name, h.address from host h
              where h.host_id like #{p} escape '!' or h.name like #{p} escape '!' or h.address like #{p} escape '!'
              order by h.host_id limit #{most})
            union all (select 'server', s.hostname, s.hostname, coalesce(s.service_name, s.ansible_host) from server s
              where s.hostname like #{p} escape '!' or s.ansible_host like #{p} escape '!'
                or s.service_name like #{p} escape '!'
              order by s.hostname limit #{most})
            union all (select 'network', cast(n.network_id as char), n.name, concat('on ', n.host_id) from network n
              where n.name like #{p} escape '!' order by n.name limit #{most})
            union all (select 'image', cast(i.image_id as char), concat(i.name, ':', i.version), i.status from image i
              where i.name like #{p} escape '!' order by i.name limit #{most})
            """)
    List<Hit> find(@Param("p") String pattern, @Param("most") int most);
}

package io.kloigos.core.securitygroup;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.database.JsonTypeHandler;
import io.kloigos.core.json.Json;
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

/** The tables {@code security_group}, {@code vm_security_group} and {@code security_group_host}. */
public interface SecurityMapper {
    /** The rules of a group as JSON. */
    final class RulesTypeHandler extends JsonTypeHandler<List<SecurityRule>> {
        private static final JavaType RULES = Json.listOf(SecurityRule.class);

        public RulesTypeHandler() {
            super(RULES);
        }
    }

    String SELECT = """
            select g.group_id, g.name, g.description, g.rules, g.created_at,
              coalesce((select json_arrayagg(m.vm_id order by m.vm_id) from vm_security_group m
                where m.group_id = g.group_id), '[]') as vms
            from security_group g
            """;

    @Insert("""
            insert into security_group (group_id, name, description, rules, created_at)
            values (#{id}, #{r.name}, #{r.description},
              #{r.rules,typeHandler=io.kloigos.core.securitygroup.SecurityMapper$RulesTypeHandler}, #{createdAt})
            """)
    void insert(@Param("id") UUID groupId, @Param("r") GroupRequest request, @Param("createdAt") Instant createdAt);

    @Results(id = "group")
    @Arg(column = "group_id", javaType = UUID.class)
    @Arg(column = "name", javaType = String.class)
    @Arg(column = "description", javaType = String.class)
    @Arg(column = "rules", javaType = List.class, typeHandler = RulesTypeHandler.class)
    @Arg(column = "created_at", javaType = Instant.class)
    @Arg(column = "vms", javaType = List.class)
    @Select("<script>" + SELECT + """
            <where>
              <if test="after != null">g.name > #{after}</if>
            </where>
            order by g.name limit #{limit}
            </script>
            """)
    List<SecurityGroup> list(@Param("after") @Nullable String after, @Param("limit") int limit);

    @ResultMap("group")
    @Select(SELECT + "where g.group_id = #{id}")
    @Nullable
    SecurityGroup find(@Param("id") UUID groupId);

    @ResultMap("group")
    @Select(SELECT + "where g.name = #{name}")
    @Nullable
    SecurityGroup named(@Param("name") String name);

    @ResultMap("group")
    @Select(SELECT + """
            join vm_security_group b on b.group_id = g.group_id where b.vm_id = #{vm} order by g.name
            """)
    List<SecurityGroup> ofVm(@Param("vm") UUID vmId);

    @Select("select group_id from security_group where group_id = #{id} for update")
    @Nullable
    UUID lock(@Param("id") UUID groupId);

    @Update("""
            update security_group set description = #{g.description},
              rules = #{g.rules,typeHandler=io.kloigos.core.securitygroup.SecurityMapper$RulesTypeHandler}
            where group_id = #{g.groupId}
            """)
    int update(@Param("g") SecurityGroup group);

    /** The hosts that were told of the group, or are about to be: those of its VMs. */
    @Select("""
            select host_id from security_group_host where group_id = #{id}
            union
            select v.host_id from vm_security_group m join vm v on v.vm_id = m.vm_id where m.group_id = #{id}
            order by host_id
            """)
    List<String> hostsWith(@Param("id") UUID groupId);

    @Delete("delete from security_group where group_id = #{id}")
    int delete(@Param("id") UUID groupId);

    @Insert("insert into vm_security_group (vm_id, group_id) values (#{vm}, #{group})")
    void bind(@Param("vm") UUID vmId, @Param("group") UUID groupId);

    @Delete("delete from vm_security_group where vm_id = #{vm}")
    int unbind(@Param("vm") UUID vmId);

    /** The hosts that were told of the group. */
    @Select("select host_id from security_group_host where group_id = #{id} order by host_id")
    List<String> hostsOf(@Param("id") UUID groupId);

    @Insert("insert ignore into security_group_host (group_id, host_id) values (#{id}, #{host})")
    int addHost(@Param("id") UUID groupId, @Param("host") String hostId);

    @Delete("delete from security_group_host where group_id = #{id} and host_id = #{host}")
    int removeHost(@Param("id") UUID groupId, @Param("host") String hostId);
}

package io.kloigos.core.server.vm;

import io.kloigos.core.server.vm.VmTemplate.OnRelease;
import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code vm_template}, and what it adds to {@code server}. */
interface VmTemplateMapper {
    /** @param request as JSON */
    record Row(String name, String description, String request, OnRelease onRelease, Instant createdAt) {}

    @Insert("""
            insert into vm_template (name, description, request, on_release, created_at)
            values (#{name}, #{description}, #{request}, #{onRelease}, #{createdAt})
            """)
    void insert(Row row);

    @Select("select name, description, request, on_release, created_at from vm_template where name = #{name}")
    @Nullable
    Row find(@Param("name") String name);

    @Select("select name, description, request, on_release, created_at from vm_template order by name limit #{limit}")
    List<Row> list(@Param("limit") int limit);

    @Delete("delete from vm_template where name = #{name}")
    int delete(@Param("name") String name);

    @Update("update server set on_release = #{onRelease} where hostname = #{hostname}")
    int setOnRelease(@Param("hostname") String hostname, @Param("onRelease") OnRelease onRelease);
}

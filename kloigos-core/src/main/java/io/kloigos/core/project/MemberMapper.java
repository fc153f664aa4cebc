package io.kloigos.core.project;

import io.kloigos.core.user.Role;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code project_member}. */
interface MemberMapper {
    String SELECT = """
            select m.member_id, m.project_id, m.user_id, u.name as user_name, m.role, m.created_at
            from project_member m join user_account u on u.user_id = m.user_id
            """;

    @Insert("""
            insert into project_member (member_id, project_id, user_id, role, created_at)
            values (#{memberId}, #{projectId}, #{userId}, #{role}, #{createdAt})
            """)
    void insert(Member member);

    @Select(SELECT + " where m.project_id = #{project} order by m.created_at limit #{limit}")
    List<Member> ofProject(@Param("project") String projectId, @Param("limit") int limit);

    @Select(SELECT + " where m.member_id = #{id} and m.project_id = #{project}")
    @Nullable
    Member find(@Param("project") String projectId, @Param("id") UUID memberId);

    @Update("update project_member set role = #{role}, from_groups = false where member_id = #{id}")
    int setRole(@Param("id") UUID memberId, @Param("role") Role role);

    @Delete("delete from project_member where member_id = #{id}")
    int delete(@Param("id") UUID memberId);
}

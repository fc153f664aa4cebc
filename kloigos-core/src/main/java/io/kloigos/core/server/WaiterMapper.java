package io.kloigos.core.server;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code claim_waiter}: who waits for servers, longest first. */
interface WaiterMapper {
    /** A place in the queue; a class, because MyBatis writes the generated id into it. */
    final class Place {
        final UUID instanceId;
        final String claim;
        final String actor;
        final @Nullable String address;
        long waiterId;

        Place(UUID instanceId, String claim, String actor, @Nullable String address) {
            this.instanceId = instanceId;
            this.claim = claim;
            this.actor = actor;
            this.address = address;
        }
    }

    record Waiter(
            long waiterId,
            String claim,
            String actor,
            @Nullable String address) {}

    record Granted(long waiterId, String granted) {}

    @Insert("""
            insert into claim_waiter (instance_id, claim, actor, address, state, seen_at)
            values (#{instanceId}, #{claim}, #{actor}, #{address}, 'waiting', utc_timestamp(3))
            """)
    @Options(useGeneratedKeys = true, keyProperty = "waiterId")
    void insert(Place place);

    /** Locks those that wait, the longest first; what two instances hand out at once is thereby one after the other. */
    @Select("""
            select waiter_id, claim, actor, address from claim_waiter
            where state = 'waiting' order by waiter_id limit #{limit} for update
            """)
    List<Waiter> lockWaiting(@Param("limit") int limit);

    @Select("select exists(select 1 from claim_waiter where state = 'waiting')")
    boolean isAnyoneWaiting();

    @Update("update claim_waiter set state = 'granted', granted = #{granted} where waiter_id = #{id}")
    int grant(@Param("id") long waiterId, @Param("granted") String granted);

    @Select("select waiter_id, granted from claim_waiter where instance_id = #{instance} and state = 'granted'")
    List<Granted> granted(@Param("instance") UUID instanceId);

    @Delete("delete from claim_waiter where waiter_id = #{id} and state = 'waiting'")
    int deleteWaiting(@Param("id") long waiterId);

    @Delete("delete from claim_waiter where waiter_id = #{id} and state = 'granted'")
    int deleteGranted(@Param("id") long waiterId);

    @Update("update claim_waiter set seen_at = utc_timestamp(3) where instance_id = #{instance}")
    int touch(@Param("instance") UUID instanceId);

    /** Those whose instance, another one than ours, has died; {@code granted} is null for one that still waited. */
    @Select("""
            select waiter_id, coalesce(granted, '[]') as granted from claim_waiter
            where seen_at < utc_timestamp(3) - interval #{seconds} second and instance_id <> #{instance}
            for update skip locked
            """)
    List<Granted> lockAbandoned(@Param("instance") UUID ownInstanceId, @Param("seconds") int seconds);

    @Select("select exists(select 1 from claim_waiter where waiter_id = #{id})")
    boolean exists(@Param("id") long waiterId);

    @Delete("delete from claim_waiter where waiter_id = #{id}")
    int delete(@Param("id") long waiterId);
}

package io.kloigos.core.network;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The table {@code address_reservation}. */
interface ReservationMapper {
    String SELECT = "select host_id, network_id, mac, address, hostname, vm_id, created_at from address_reservation ";

    @Insert("""
            insert into address_reservation (host_id, network_id, mac, address, hostname, vm_id, created_at)
            values (#{hostId}, #{networkId}, #{mac}, #{address}, #{hostname}, #{vmId}, #{createdAt})
            """)
    void insert(ReservedAddress address);

    @Select(SELECT + "where host_id = #{host} and network_id = #{network} order by inet_aton(address)")
    List<ReservedAddress> onNetwork(@Param("host") String hostId, @Param("network") UUID networkId);

    @Select(SELECT + "where host_id = #{host} and network_id = #{network} and mac = #{mac}")
    @Nullable
    ReservedAddress find(@Param("host") String hostId, @Param("network") UUID networkId, @Param("mac") String mac);

    @Select(SELECT + "where vm_id = #{vm} order by host_id, network_id, mac")
    List<ReservedAddress> ofVm(@Param("vm") UUID vmId);

    @Delete("delete from address_reservation where host_id = #{hostId} and network_id = #{networkId} and mac = #{mac}")
    int delete(ReservedAddress address);

    @Delete("delete from address_reservation where host_id = #{host} and network_id = #{network}")
    int deleteOnNetwork(@Param("host") String hostId, @Param("network") UUID networkId);
}

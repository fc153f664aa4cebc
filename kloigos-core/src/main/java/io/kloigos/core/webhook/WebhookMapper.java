package io.kloigos.core.webhook;

import io.kloigos.core.webhook.Delivery.State;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The tables {@code webhook} and {@code webhook_delivery}. */
interface WebhookMapper {
    /** What is to be sent now. */
    record Due(long deliveryId, UUID webhookId, String url, String secret, String body, int attempts) {}

    /** An event for a webhook. */
    record NewDelivery(UUID webhookId, long eventId, String body, Instant now) {}

    String WEBHOOK = "select webhook_id, url, event_types, enabled, created_at from webhook";
    String DELIVERY = "select delivery_id, webhook_id, event_id, state, attempts, due_at, last_error, created_at,"
            + " ended_at from webhook_delivery";

    @Insert("""
            insert into webhook (webhook_id, url, secret, event_types, enabled, created_at)
            values (#{w.webhookId}, #{w.url}, #{secret}, #{w.eventTypes,javaType=list}, #{w.enabled}, #{w.createdAt})
            """)
    void insert(@Param("w") Webhook webhook, @Param("secret") String secret);

    @Select("select secret from webhook where webhook_id = #{id}")
    String secret(@Param("id") UUID webhookId);

    @Select(WEBHOOK + " order by created_at desc, webhook_id")
    List<Webhook> list();

    @Select(WEBHOOK + " where webhook_id = #{id}")
    @Nullable
    Webhook find(@Param("id") UUID webhookId);

    @Delete("delete from webhook where webhook_id = #{id}")
    int delete(@Param("id") UUID webhookId);

    @Update("update webhook set enabled = #{enabled} where webhook_id = #{id}")
    int setEnabled(@Param("id") UUID webhookId, @Param("enabled") boolean enabled);

    @Insert("""
            <script>
            insert ignore into webhook_delivery (webhook_id, event_id, body, due_at, created_at) values
            <foreach item="d" collection="deliveries" separator=",">
            (#{d.webhookId}, #{d.eventId}, #{d.body}, #{d.now}, #{d.now})
            </foreach>
            </script>
            """)
    void insertDeliveries(@Param("deliveries") List<NewDelivery> deliveries);

    @Select("""
            select d.delivery_id, d.webhook_id, w.url, w.secret, d.body, d.attempts
            from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id
            where d.state = 'pending' and d.due_at <= #{now} and w.enabled
            order by d.due_at, d.delivery_id limit #{limit} for update skip locked
            """)
    List<Due> takeDue(@Param("now") Instant now, @Param("limit") int limit);

    @Update("""
            <script>
            update webhook_delivery set attempts = attempts + 1, due_at = #{until} where delivery_id in
            <foreach item="id" collection="ids" open="(" separator="," close=")">#{id}</foreach>
            </script>
            """)
    void lease(@Param("ids") List<Long> deliveryIds, @Param("until") Instant until);

    @Update("""
            update webhook_delivery set state = #{state}, due_at = #{due}, last_error = #{error}, ended_at = #{ended}
            where delivery_id = #{id} and state = 'pending'
            """)
    void settle(
            @Param("id") long deliveryId,
            @Param("state") State state,
            @Param("due") Instant due,
            @Param("error") @Nullable String error,
            @Param("ended") @Nullable Instant ended);

    @Select("<script>" + DELIVERY + """
             where webhook_id = #{id}
            <if test="state != null">and state = #{state}</if>
            <if test="before != null">and delivery_id &lt; #{before}</if>
            order by delivery_id desc limit #{limit}
            </script>
            """)
    List<Delivery> deliveries(
            @Param("id") UUID webhookId,
            @Param("state") @Nullable State state,
            @Param("before") @Nullable Long before,
            @Param("limit") int limit);

    @Update("""
            update webhook_delivery set state = 'pending', attempts = 0, due_at = #{now}, ended_at = null
            where webhook_id = #{id} and delivery_id = #{delivery} and state <> 'pending'
            """)
    int sendAgain(@Param("id") UUID webhookId, @Param("delivery") long deliveryId, @Param("now") Instant now);

    @Delete("delete from webhook_delivery where ended_at < #{before} order by ended_at limit 500")
    int prune(@Param("before") Instant before);
}

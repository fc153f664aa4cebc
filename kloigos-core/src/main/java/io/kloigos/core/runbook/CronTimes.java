package io.kloigos.core.runbook;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.kloigos.core.KloigosException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The moments of a cron expression in a time zone, also where its clocks are changed.
 *
 * <p>One that names hours means times of day: each comes once, also when clocks show it twice (the first time counts), and a
 * time that clocks leave out comes as much later as they leave out. One whose hours are {@code *} or a step of it means a
 * rhythm: it goes on through both hours that show the same times, and through the one that is left out.
 */
final class CronTimes {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    /** Longer than any clocks leave out where people live by them. */
    private static final Duration LOOK_BACK = Duration.ofHours(3);

    private final ExecutionTime times;
    private final boolean isRhythm;
    private final ZoneId zone;

    private CronTimes(ExecutionTime times, boolean isRhythm, ZoneId zone) {
        this.times = times;
        this.isRhythm = isRhythm;
        this.zone = zone;
    }

    /** {@code INVALID} when the expression has not got five good fields, or there is no such zone. */
    static CronTimes of(String cron, String timeZone) {
        try {
            Cron parsed = PARSER.parse(cron.strip()).validate();
            String hours = parsed.asString().split(" ")[1];
            return new CronTimes(ExecutionTime.forCron(parsed), hours.startsWith("*"), zone(timeZone));
        } catch (IllegalArgumentException e) {
            throw KloigosException.invalid(
                    "cron",
                    "must be five fields, minute hour day month weekday, such as 30 2 * * 1-5: " + e.getMessage());
        }
    }

    private static ZoneId zone(String timeZone) {
        try {
            return ZoneId.of(timeZone);
        } catch (DateTimeException e) {
            throw KloigosException.invalid("time_zone", "must be a time zone such as Europe/Berlin or UTC");
        }
    }

    /** The first moment after that one; empty when there is none. */
    Optional<Instant> next(Instant after) {
        return isRhythm ? nextOfRhythm(after) : nextOfDay(after);
    }

    /** The first few moments after that one. */
    List<Instant> next(Instant after, int most) {
        List<Instant> all = new ArrayList<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && all.size() < most) {
            all.add(next.get());
            next = next(next.get());
        }
        return all;
    }

    private Optional<Instant> nextOfDay(Instant after) {
        // what clocks left out a moment ago is still to come
        LocalDateTime from = LocalDateTime.ofInstant(after, zone).minus(LOOK_BACK);
        Optional<LocalDateTime> shown = nextShown(from);
        while (shown.isPresent()) {
            // of two moments at which clocks show the same, the earlier
            Instant moment = ZonedDateTime.ofLocal(shown.get(), zone, null).toInstant();
            if (moment.isAfter(after)) {
                return Optional.of(moment);
            }
            shown = nextShown(shown.get());
        }
        return Optional.empty();
    }

    private Optional<Instant> nextOfRhythm(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after;
        LocalDateTime shownFrom = LocalDateTime.ofInstant(after, zone);
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Optional<Instant> moment = nextShown(shownFrom).map(shown -> shown.toInstant(offset));
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (moment.isEmpty() || change == null || moment.get().isBefore(change.getInstant())) {
                return moment;
            }
            // clocks are changed before that: what they show from then on counts, that moment included
            from = change.getInstant();
            shownFrom = change.getDateTimeAfter().minusSeconds(1);
        }
    }

    /** The next time of this expression on clocks that nobody changes. */
    private Optional<LocalDateTime> nextShown(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }
}

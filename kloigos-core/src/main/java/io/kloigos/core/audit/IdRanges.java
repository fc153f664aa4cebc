package io.kloigos.core.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Numbers of events, written as ranges. */
final class IdRanges {
    private IdRanges() {}

    /** @param to inclusive */
    record Range(long from, long to) {
        boolean contains(long id) {
            return from <= id && id <= to;
        }
    }

    /** @param ids in ascending order */
    static List<Range> of(Collection<Long> ids) {
        List<Range> ranges = new ArrayList<>();
        for (long id : ids) {
            Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.to() + 1 == id) {
                ranges.set(ranges.size() - 1, new Range(last.from(), id));
            } else {
                ranges.add(new Range(id, id));
            }
        }
        return ranges;
    }

    /**
     * What of the range is not among the ids.
     *
     * @param ids in ascending order, all of them in the range
     */
    static List<Range> without(Range range, Collection<Long> ids) {
        List<Range> left = new ArrayList<>();
        long next = range.from();
        for (long id : ids) {
            if (id > next) {
                left.add(new Range(next, id - 1));
            }
            next = id + 1;
        }
        if (next <= range.to()) {
            left.add(new Range(next, range.to()));
        }
        return left;
    }
}

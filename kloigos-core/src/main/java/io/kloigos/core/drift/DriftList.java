package io.kloigos.core.drift;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.drift.Drift.UnknownDomain;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists drift out of the database: first over VMs, newest first, then domains that are no VMs. VMs are compared a bounded
 * number at a time, so that a page may have fewer entries than asked for, and more may follow.
 */
final class DriftList {
    private static final int VMS_AT_ONCE = 500;
    private static final int MOST_VMS = 2000;
    private static final int MOST_HOSTS = 1000;
    private static final String VMS = "v/";
    private static final String DOMAINS = "d/";

    private final Database database;

    DriftList(Database database) {
        this.database = database;
    }

    /** @param after where the page before ended; null for the first */
    DriftPage page(DriftScope scope, @Nullable String after, int limit) {
        return database.transact(tx -> new Walk(tx, scope, limit).from(after));
    }

    /** One page in the making. */
    private static final class Walk {
        private final Transaction tx;
        private final DriftScope scope;
        private final int limit;
        private final List<Drift> items = new ArrayList<>();

        Walk(Transaction tx, DriftScope scope, int limit) {
            this.tx = tx;
            this.scope = scope;
            this.limit = limit;
        }

        DriftPage from(@Nullable String after) {
            String next = after;
            if (next == null || next.startsWith(VMS)) {
                next = vms(next == null ? null : number(next.substring(VMS.length())));
            }
            if (next == null || next.startsWith(DOMAINS)) {
                next = items.size() == limit ? DOMAINS : domains(next == null ? DOMAINS : next);
            }
            return new DriftPage(items, tx.mapper(DriftMapper.class).notLookedAt(scope.hostId(), MOST_HOSTS), next);
        }

        /** Where to go on; null when all VMs have been compared. */
        private @Nullable String vms(@Nullable Long before) {
            Long last = before;
            for (int compared = 0; compared < MOST_VMS; compared += VMS_AT_ONCE) {
                List<Vm> some = some(last);
                for (Vm vm : some) {
                    last = vm.seq();
                    Drift.of(vm).filter(drift -> scope.includes(drift.kind())).ifPresent(items::add);
                    if (items.size() == limit) {
                        return VMS + last;
                    }
                }
                if (some.size() < VMS_AT_ONCE) {
                    return null;
                }
            }
            return VMS + last;
        }

        private List<Vm> some(@Nullable Long before) {
            UUID only = scope.vmId();
            if (only != null) {
                return VmRecords.find(tx, only).stream()
                        .filter(vm -> before == null
                                && (scope.hostId() == null || vm.hostId().equals(scope.hostId())))
                        .toList();
            }
            return VmRecords.list(tx, new VmQuery(scope.hostId(), null, null, null, Map.of(), before, VMS_AT_ONCE));
        }

        private @Nullable String domains(String from) {
            if (!scope.includes(DriftKind.UNKNOWN_TO_CMDB)) {
                return null;
            }
            String[] place = from.split("/", 3);
            boolean first = place.length < 3;
            int room = limit - items.size();
            List<UnknownDomain> rows = tx.mapper(DriftMapper.class)
                    .unknown(
                            scope.hostId(), scope.vmId(), first ? null : place[2], first ? null : uuid(place[1]), room);
            String owner = VmRecords.ownerId(tx).toString();
            rows.forEach(row -> items.add(Drift.unknown(row, owner)));
            return rows.size() < room ? null : DOMAINS + place(rows.get(room - 1));
        }

        private static String place(UnknownDomain row) {
            return row.observed().vmId() + "/" + row.hostId();
        }

        private static UUID uuid(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw foreignCursor();
            }
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw foreignCursor();
            }
        }

        private static KloigosException foreignCursor() {
            return KloigosException.invalid("cursor", "must come from the page before");
        }
    }
}

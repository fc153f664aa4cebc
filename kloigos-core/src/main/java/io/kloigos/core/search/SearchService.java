package io.kloigos.core.search;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.database.Database;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.search.SearchMapper.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds everything by a part of its name, id or address. */
public final class SearchService {
    /** How many of each kind are found at most. */
    public static final int MOST = 20;

    /** Of how many of the newest tasks the texts are searched. */
    private static final int NEWEST_TASKS = 5000;

    private static final int LONGEST = 255;

    private final Database database;
    private final RunbookService runbooks;

    public SearchService(Database database, RunbookService runbooks) {
        this.database = database;
        this.runbooks = runbooks;
    }

    /**
     * What has the text in its name, id or address, whatever its case; nothing for an empty one. Names that begin with it come
     * first. Of tasks, the newest are searched.
     *
     * @param seen the kinds that are looked for, and whose things of them
     */
    public List<Hit> find(String text, Map<Kind, Scope> seen) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST) {
            throw KloigosException.invalid("q", "must have at most " + LONGEST + " characters");
        }
        if (stripped.isEmpty()) {
            return List.of();
        }
        Wanted wanted = Wanted.of(stripped);
        return Stream.of(Kind.values())
                .filter(seen::containsKey)
                .flatMap(kind -> hits(kind, wanted, seen.getOrDefault(kind, Scope.NOTHING)))
                .toList();
    }

    private Stream<Hit> hits(Kind kind, Wanted wanted, Scope scope) {
        List<Row> rows = kind == Kind.RUNBOOK
                ? runbooks(wanted)
                : database.transact(tx -> rows(tx.mapper(SearchMapper.class), kind, wanted, scope));
        String text = wanted.text().toLowerCase(Locale.ROOT);
        return rows.stream()
                .distinct()
                // the first of several that are named alike stay first
                .sorted((a, b) -> Integer.compare(rank(a, text), rank(b, text)))
                .limit(MOST)
                .map(row ->
                        new Hit(kind, row.id(), row.name(), Objects.requireNonNullElse(row.place(), ""), row.detail()));
    }

    private static List<Row> rows(SearchMapper names, Kind kind, Wanted wanted, Scope scope) {
        return switch (kind) {
            case VM -> vms(names, wanted, scope);
            case HOST -> names.hosts(wanted, MOST);
            case SERVER -> names.servers(wanted, MOST);
            case NETWORK -> names.networks(wanted, MOST);
            case STORAGE_POOL -> names.storagePools(wanted, MOST);
            case IMAGE -> names.images(wanted, MOST);
            case PROJECT -> names.projects(wanted, scope, MOST);
            case POLICY -> names.policies(wanted, MOST);
            case RUNBOOK -> List.of();
            case TASK -> tasks(names, wanted, scope);
        };
    }

    private static List<Row> vms(SearchMapper names, Wanted wanted, Scope scope) {
        List<Row> found = new ArrayList<>(names.vms(wanted, scope, MOST));
        if (wanted.mayBeAddress()) {
            found.addAll(names.vmsWithAddress(wanted, scope, MOST));
        }
        if (wanted.mayBeId()) {
            found.addAll(names.vmsWithId(wanted, scope, MOST));
        }
        return found;
    }

    private static List<Row> tasks(SearchMapper names, Wanted wanted, Scope scope) {
        return wanted.id()
                .map(id -> names.task(id, scope))
                .orElseGet(() -> names.tasks(wanted, scope, NEWEST_TASKS, MOST));
    }

    /** Those that are built in are in no table. */
    private List<Row> runbooks(Wanted wanted) {
        String text = wanted.text().toLowerCase(Locale.ROOT);
        return runbooks.list().stream()
                .map(template -> template.runbook().name())
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(text))
                .map(name -> new Row(name, name, "", "runbook"))
                .toList();
    }

    private static int rank(Row row, String text) {
        String name = row.name().toLowerCase(Locale.ROOT);
        return name.equals(text) ? 0 : name.startsWith(text) ? 1 : 2;
    }
}

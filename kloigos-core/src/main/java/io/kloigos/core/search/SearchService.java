package io.kloigos.core.search;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import java.util.List;

/** Finds VMs, hosts, servers, networks and images by a part of their names or addresses. */
public final class SearchService {
    /** How many of each kind are found at most. */
    public static final int MOST = 20;

    private static final int LONGEST = 255;

    private final Database database;

    public SearchService(Database database) {
        this.database = database;
    }

    /** What has the text in its name, id or address; nothing for an empty one. */
    public List<Hit> find(String text) {
        String wanted = text.strip();
        if (wanted.length() > LONGEST) {
            throw KloigosException.invalid("q", "must have at most " + LONGEST + " characters");
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        String pattern = "%" + wanted.replaceAll("[!%_]", "!$0") + "%";
        return database.transact(tx -> tx.mapper(SearchMapper.class).find(pattern, MOST));
    }
}

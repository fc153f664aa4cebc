package io.kloigos.core.overview;

import io.kloigos.core.database.Database;

/** What there is altogether, counted when it is asked for. */
public final class OverviewService {
    private final Database database;

    public OverviewService(Database database) {
        this.database = database;
    }

    public Overview overview() {
        return database.transact(tx -> {
            OverviewMapper figures = tx.mapper(OverviewMapper.class);
            return new Overview(
                    figures.hosts(),
                    figures.vms(),
                    figures.projects(),
                    figures.events(),
                    figures.tasks(),
                    figures.policies());
        });
    }

    /** How the tasks stand. */
    public Overview.Tasks tasks() {
        return database.transact(tx -> tx.mapper(OverviewMapper.class).tasks());
    }

    /** The tasks that have not ended; those that have are not read. */
    public Overview.Open open() {
        return database.transact(tx -> tx.mapper(OverviewMapper.class).open());
    }

    public Overview.Hosts hosts() {
        return database.transact(tx -> tx.mapper(OverviewMapper.class).hosts());
    }
}

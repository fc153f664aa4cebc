package io.kloigos.core.database;

import java.util.ArrayList;
import java.util.List;
import org.apache.ibatis.session.SqlSession;

/** One open transaction: gives the mappers that work in it. Not to be kept beyond it, nor shared between threads. */
public final class Transaction {
    private final SqlSession session;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(SqlSession session) {
        this.session = session;
    }

    public <M> M mapper(Class<M> type) {
        return session.getMapper(type);
    }

    /** Runs once the transaction is committed; not at all when it is rolled back. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }
}

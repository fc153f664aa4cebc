package io.kloigos.http.runbook;

import java.util.List;

/** A list with its length. */
record CountedJson<T>(int count, List<T> items) {
    static <T> CountedJson<T> of(List<T> items) {
        return new CountedJson<>(items.size(), items);
    }
}

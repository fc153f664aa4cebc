package io.kloigos.core.database;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Long answers, read page by page. Thread-safe. */
public final class Pages {
    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "kloigos-pages");
        thread.setDaemon(true);
        thread.start();
    };

    private Pages() {}

    /**
     * Hands on every element of every page, in order and on this thread. The next page is read on a thread of its own while
     * the one before it is handed on; no more than that one is read ahead. What reading throws comes out of here as it is.
     *
     * @param size how many elements a page has that is not the last
     * @param first reads the first page
     * @param after reads the page that begins after that element
     */
    public static <T> void each(
            int size, Supplier<List<T>> first, Function<T, List<T>> after, Consumer<? super T> consumer) {
        List<T> page = first.get();
        while (page.size() == size) {
            T last = page.get(size - 1);
            CompletableFuture<List<T>> next = CompletableFuture.supplyAsync(() -> after.apply(last), THREADS);
            page.forEach(consumer);
            page = await(next);
        }
        page.forEach(consumer);
    }

    private static <T> List<T> await(CompletableFuture<List<T>> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}

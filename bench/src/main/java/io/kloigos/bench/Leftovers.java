package io.kloigos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What a benchmark that is ended in the middle would leave: guests, programs that it started, and its folder. */
record Leftovers(Thread main, Path work) implements Runnable {
    private static final int PATIENCE_SECONDS = 20;

    /** From now on, whoever ends this process ends them too; called by the thread that measures. */
    static void dieWithUs(Path work) {
        Runtime.getRuntime().addShutdownHook(new Thread(new Leftovers(Thread.currentThread(), work)));
    }

    @Override
    public void run() {
        letItTidyUp();
        List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
        all.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
        try (Stream<Path> folders = Files.exists(work) ? Files.list(work) : Stream.empty()) {
            for (Path folder : folders.filter(this::isOurs).toList()) {
                Trees.delete(folder);
            }
        } catch (IOException e) {
            System.err.println("Left behind in " + work + ": " + e);
        }
    }

    /** As it does when something fails. */
    private void letItTidyUp() {
        main.interrupt();
        try {
            main.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOurs(Path folder) {
        return folder.toString().endsWith("-" + ProcessHandle.current().pid());
    }
}

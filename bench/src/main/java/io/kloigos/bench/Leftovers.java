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

/** What a benchmark that is ended in the middle would leave: programs that it started, and its folder. */
record Leftovers(Path work) implements Runnable {
    private static final int PATIENCE_SECONDS = 20;

    /** From now on, whoever ends this process ends them too. */
    static void dieWithUs(Path work) {
        Runtime.getRuntime().addShutdownHook(new Thread(new Leftovers(work)));
    }

    @Override
    public void run() {
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

    private boolean isOurs(Path folder) {
        return folder.toString().endsWith("-" + ProcessHandle.current().pid());
    }
}

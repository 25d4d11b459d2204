package io.dxmi.bench.crash;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Watches the folders that a process writes to, and kills it (SIGKILL) at a moment. */
final class Kill {

    /** How long a process ran, and how many temporary files it made. */
    record Seen(long millis, int temporary) {}

    private Kill() {}

    /** Lets the process end. */
    static Seen none(Process process, Path folder) throws IOException, InterruptedException {
        return watch(process, folder, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Kills after a time, or as soon as so many temporary files have appeared; whatever comes first. */
    static Seen watch(Process process, Path folder, long millis, int temporary)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        int seen = 0;
        try (WatchService service = FileSystems.getDefault().newWatchService()) {
            Map<WatchKey, Path> watched = new HashMap<>();
            register(service, folder, watched);
            while (process.isAlive()) {
                WatchKey key = service.poll(1, TimeUnit.MILLISECONDS);
                if (since(started) >= millis) break;
                if (key == null) continue;
                seen += look(service, key, watched);
                if (seen >= temporary) break;
            }
        } catch (ClosedWatchServiceException e) {
            throw new IOException(e);
        }
        process.destroyForcibly().waitFor();
        return new Seen(since(started), seen);
    }

    private static int look(WatchService service, WatchKey key, Map<WatchKey, Path> watched) throws IOException {
        int temporary = 0;
        Path parent = watched.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (!(event.context() instanceof Path name)) continue;
            if (name.toString().endsWith(".partial")) temporary++;
            Path made = parent.resolve(name);
            if (Files.isDirectory(made)) register(service, made, watched);
        }
        key.reset();
        return temporary;
    }

    /** Folders may vanish meanwhile. */
    private static void register(WatchService service, Path folder, Map<WatchKey, Path> watched) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                watched.put(each.register(service, StandardWatchEventKinds.ENTRY_CREATE), each);
            }
        } catch (java.nio.file.NoSuchFileException | java.io.UncheckedIOException e) {
            // A temporary folder has got its name or was removed.
        }
    }

    private static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}

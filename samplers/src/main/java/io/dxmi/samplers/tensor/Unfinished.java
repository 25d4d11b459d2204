package io.dxmi.samplers.tensor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files and folders under temporary names, {@code .NAME.HOST-PID-START-N.partial}: new ones, and
 * those that a dead process left behind.
 */
final class Unfinished {

    private static final Pattern NAME = Pattern.compile("\\..+\\.([0-9a-f]+-\\d+-\\d+)-\\d+\\.partial");

    /** Without host and start time, as version 0.1 named them. */
    private static final Pattern OLD_NAME = Pattern.compile("\\..+\\.(\\d{1,18})-\\d+\\.partial");

    /** After this time a file of another host, whose processes cannot be seen, is nobody's. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final AtomicLong COUNTER = new AtomicLong();

    private Unfinished() {}

    /** A new temporary name beside {@code target}. */
    static Path beside(Path target) {
        return target.resolveSibling(
                "." + target.getFileName() + "." + Owner.SELF + "-" + COUNTER.incrementAndGet() + ".partial");
    }

    /** Removes what is at a temporary name, if anything is. */
    static void discard(Path path) throws IOException {
        if (!Files.exists(path)) return;
        List<Path> inside;
        try (Stream<Path> all = Files.walk(path)) {
            inside = new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path each : inside) Files.deleteIfExists(each);
    }

    /** Removes what dead processes left in a folder. */
    static void sweep(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.partial")) {
            for (Path file : files) {
                if (isAbandoned(file)) discardQuietly(file);
            }
        } catch (IOException e) {
            // The next process that owns the folder tries again.
        }
    }

    private static boolean isAbandoned(Path file) throws IOException {
        String name = file.getFileName().toString();
        Matcher old = OLD_NAME.matcher(name);
        if (old.matches()) return ProcessHandle.of(Long.parseLong(old.group(1))).isEmpty();
        Matcher matcher = NAME.matcher(name);
        Optional<Owner> owner = matcher.matches() ? Owner.parse(matcher.group(1)) : Optional.empty();
        if (owner.isEmpty() || owner.get().isAlive()) return false;
        if (owner.get().isOfThisHost()) return true;
        Instant changed = Files.getLastModifiedTime(file).toInstant();
        return changed.plus(FORGOTTEN).isBefore(Instant.now());
    }

    private static void discardQuietly(Path path) {
        try {
            discard(path);
        } catch (IOException e) {
            // It only takes room.
        }
    }
}

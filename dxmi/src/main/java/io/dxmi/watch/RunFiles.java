package io.dxmi.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a run that may be shown. Names are those that runs have, and a file counts only where it lies in the run:
 * a link out of it is as good as no file.
 *
 * @param run the real path of the run's folder
 */
record RunFiles(Path run) {

    private static final Pattern PICTURE =
            Pattern.compile("(?:samples/\\d{1,15}|[A-Za-z0-9][A-Za-z0-9_-]{0,80})\\.png");

    private static final Pattern SAMPLE = Pattern.compile("\\d{1,15}\\.png");

    private static final long LARGEST = 32L << 20;

    /** A file of the run that exists, by its name within the run. */
    Optional<Path> file(String name) {
        try {
            Path real = run.resolve(name).toRealPath();
            return real.startsWith(run) && Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A picture by its name, such as {@code samples/400.png}; empty if the name or the file is none. */
    Optional<Path> picture(String name) {
        return PICTURE.matcher(name).matches() ? file(name).filter(RunFiles::isModest) : Optional.empty();
    }

    private static boolean isModest(Path file) {
        try {
            return Files.size(file) <= LARGEST;
        } catch (IOException e) {
            return false;
        }
    }

    /** Iterations of {@code samples/ITERATION.png}, increasing. */
    List<Long> samples() {
        return names(run.resolve("samples")).stream()
                .filter(name -> SAMPLE.matcher(name).matches())
                .map(name -> Long.valueOf(name.replace(".png", "")))
                .filter(iteration -> picture("samples/" + iteration + ".png").isPresent())
                .sorted()
                .toList();
    }

    /** Names of the pictures beside {@code config.yaml}; the landscape of two dimensions comes first. */
    List<String> figures() {
        return names(run).stream()
                .filter(name -> picture(name).isPresent())
                .sorted(Comparator.comparing((String name) -> !name.equals("points.png"))
                        .thenComparing(name -> name))
                .toList();
    }

    private static List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.png")) {
            for (Path file : files) names.add(file.getFileName().toString());
        } catch (IOException e) {
            return List.of(); // nothing there yet
        }
        return names;
    }

    /** Changes whenever a file of the run does that the page shows. */
    String state() {
        StringBuilder state = new StringBuilder();
        for (String name : List.of(
                "metrics.jsonl",
                "timing.jsonl",
                "histograms.jsonl",
                "steps.jsonl",
                "samples",
                "config.yaml",
                "summary.json",
                "error.txt",
                ".lock",
                "checkpoints/best.json",
                "checkpoints",
                ".")) {
            try {
                Path file = run.resolve(name);
                state.append(Files.getLastModifiedTime(file).toMillis());
                if (name.endsWith("l")) state.append(' ').append(Files.size(file));
            } catch (IOException e) {
                state.append('-');
            }
            state.append(';');
        }
        return state.toString();
    }

    /** When a file of the run was last written to; empty if it is not there. */
    Optional<FileTime> written(String name) {
        try {
            return Optional.of(Files.getLastModifiedTime(run.resolve(name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** When the run was last written to, in milliseconds since 1970; 0 if it never was. */
    long lastWritten() {
        return Stream.of("timing.jsonl", "metrics.jsonl", "run.json", "summary.json")
                .map(this::written)
                .flatMap(Optional::stream)
                .mapToLong(FileTime::toMillis)
                .max()
                .orElse(0);
    }
}

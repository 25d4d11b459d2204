package io.dxmi.bench.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files and folders: copied, removed, compared. */
final class Trees {

    /** Times and process numbers; everything else is a function of the command. */
    private static final Set<String> OF_THE_CLOCK = Set.of("timing.jsonl", "run.json", "table.png");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Trees() {}

    static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(file.toString());
            Files.createDirectories(target.getParent());
            Files.copy(from.resolve(file), target);
        }
    }

    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    /** Files below a folder, relative and in order; the empty path for a file itself. */
    static List<Path> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile)
                    .map(tree::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** The first difference between two files or folders, or nothing if they are equal. */
    static Optional<String> difference(Path expected, Path found) throws IOException {
        return difference(expected, found, null);
    }

    /** The same without the files of a name. */
    static Optional<String> difference(Path expected, Path found, Path ignored) throws IOException {
        if (!Files.exists(found)) return Optional.of(found + " is missing");
        Set<Path> names = new TreeSet<>(files(expected));
        names.addAll(files(found));
        for (Path name : names) {
            Path left = expected.resolve(name);
            Path right = found.resolve(name);
            if (name.getFileName().equals(ignored)) continue;
            if (!Files.exists(left)) return Optional.of(name + " is left over");
            if (!Files.exists(right)) return Optional.of(name + " is missing");
            if (!equal(left, right)) return Optional.of(name + " differs");
        }
        return Optional.empty();
    }

    private static boolean equal(Path left, Path right) throws IOException {
        String name = left.getFileName().toString();
        if (OF_THE_CLOCK.contains(name)) return true;
        if (name.equals("table.md")) return withoutTimes(left).equals(withoutTimes(right));
        if (name.equals("summary.json")) return timeless(left).equals(timeless(right));
        return Arrays.equals(Files.readAllBytes(left), Files.readAllBytes(right));
    }

    /** The cells of a comparison's table, without the columns that state times. */
    private static List<List<String>> withoutTimes(Path table) throws IOException {
        List<List<String>> rows = Files.readAllLines(table).stream()
                .map(line -> List.of(line.split("\\|")))
                .toList();
        List<String> heads = rows.get(0);
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .filter(i -> !heads.get(i).contains("seconds"))
                        .mapToObj(row::get)
                        .toList())
                .toList();
    }

    private static ObjectNode timeless(Path summary) throws IOException {
        return timeless(Files.readString(summary));
    }

    /** A result of a command without its times and places. */
    static ObjectNode timeless(String result) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(result);
        removeTimes(tree);
        return tree;
    }

    private static void removeTimes(ObjectNode tree) {
        tree.remove(List.of("seconds", "cpu_seconds", "measuring_cpu_seconds", "paths", "checksum"));
        tree.forEach(node -> {
            if (node instanceof ObjectNode inner) removeTimes(inner);
        });
    }
}

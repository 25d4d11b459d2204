package io.dxmi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unified diff. Its hunks are found by their lines and not by line numbers, so that it applies as long as the lines that
 * it changes and those around them stay as they are.
 */
record Patch(String name, Map<String, List<Hunk>> files) {

    /** Lines that are replaced: kept and removed ones become kept and added ones. */
    private record Hunk(String before, String after) {}

    static Patch read(Path file) throws IOException {
        Map<String, List<Hunk>> files = new LinkedHashMap<>();
        List<Hunk> hunks = List.of();
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("--- ") || line.startsWith("@@")) add(hunks, before, after);
            if (line.startsWith("--- ") || line.startsWith("@@")) continue;
            if (line.startsWith("+++ ")) {
                hunks = new ArrayList<>();
                files.put(line.substring(4).strip(), hunks);
                continue;
            }
            String text = line.isEmpty() ? "\n" : line.substring(1) + "\n";
            if (!line.startsWith("+")) before.append(text);
            if (!line.startsWith("-")) after.append(text);
        }
        add(hunks, before, after);
        return new Patch(file.getFileName().toString().replace(".patch", ""), files);
    }

    private static void add(List<Hunk> hunks, StringBuilder before, StringBuilder after) {
        if (after.length() > 0) hunks.add(new Hunk(before.toString(), after.toString()));
        before.setLength(0);
        after.setLength(0);
    }

    /** Changes the files of a tree; a file that is not there is made. */
    void apply(Path root) throws IOException {
        for (Map.Entry<String, List<Hunk>> entry : files.entrySet()) {
            Path file = root.resolve(entry.getKey());
            String text = Files.exists(file) ? Files.readString(file) : "";
            for (Hunk hunk : entry.getValue()) text = applied(hunk, text, entry.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private String applied(Hunk hunk, String text, String file) {
        int at = text.indexOf(hunk.before());
        boolean made = hunk.before().isEmpty();
        if (at < 0 || (!made && text.indexOf(hunk.before(), at + 1) >= 0)) {
            throw new AssertionError(name + ".patch: expected these lines once in " + file + ", and make the patch anew"
                    + " where they have changed:\n" + hunk.before());
        }
        return text.substring(0, at)
                + hunk.after()
                + text.substring(at + hunk.before().length());
    }
}

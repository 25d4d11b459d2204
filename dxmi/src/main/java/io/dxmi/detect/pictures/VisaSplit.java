package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.CsvRows;
import io.dxmi.samplers.data.Numbers;
import io.dxmi.samplers.data.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The layout of VisA (Zou et al., 2022, arXiv 2207.14315): {@code OBJECT/Data/Images/Normal}, {@code .../Anomaly},
 * {@code OBJECT/Data/Masks/Anomaly}, and a table {@code split_csv/1cls.csv} beside the objects that says which pictures are for
 * training. Its columns are object, split, label, image and mask, with paths from the folder of the set.
 */
record VisaSplit(Path table, Path root, List<Row> rows) {

    private static final String FOLDER = "split_csv";
    private static final String ONE_CLASS = "1cls.csv";
    private static final List<String> COLUMNS = List.of("object", "split", "label", "image", "mask");

    /** One picture; the mask is empty where there is none. */
    private record Row(long line, String object, boolean training, boolean normal, String image, String mask) {}

    /** The folder of the pictures of one object, without a look at a table. */
    static Optional<Path> pictures(Path object) {
        return Optional.of(object.resolve("Data").resolve("Images")).filter(Files::isDirectory);
    }

    /** The folders of the objects that the table in a folder names; empty if it has no table. */
    static List<Path> categories(Path root) {
        return table(root)
                .map(table -> read(table).stream()
                        .map(row -> root.resolve(row.object()))
                        .filter(Files::isDirectory)
                        .distinct()
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    /** The part of the table beside an object's folder that is about it. @throws UserError if the table is of another form */
    static Optional<VisaSplit> of(Path object) {
        Path whole = object.toAbsolutePath().normalize();
        Path root = object.getParent() == null ? whole.getParent() : object.getParent();
        if (root == null || pictures(object).isEmpty()) return Optional.empty();
        String name = whole.getFileName().toString();
        return table(root).flatMap(table -> {
            List<Row> rows = read(table).stream()
                    .filter(row -> row.object().equals(name))
                    .toList();
            return rows.isEmpty() ? Optional.empty() : Optional.of(new VisaSplit(table, root, rows));
        });
    }

    private static Optional<Path> table(Path root) {
        Path folder = root.resolve(FOLDER);
        if (!Files.isDirectory(folder)) return Optional.empty();
        if (Files.isRegularFile(folder.resolve(ONE_CLASS))) return Optional.of(folder.resolve(ONE_CLASS));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The pictures of one part. @throws UserError if one of them lies outside the folder of the set */
    PictureSet set(boolean training) {
        List<PictureSet.Entry> entries = new ArrayList<>();
        Set<String> normal = new LinkedHashSet<>();
        Set<String> odd = new LinkedHashSet<>();
        for (Row row : rows) {
            if (row.training() != training) continue;
            Path image = inside(row, row.image());
            (row.normal() ? normal : odd).add(image.getParent().getFileName().toString());
            List<Path> masks = row.mask().isEmpty() ? List.of() : List.of(inside(row, row.mask()));
            entries.add(new PictureSet.Entry(image, row.normal() ? 0 : 1, row.normal() ? List.of() : masks));
        }
        if (entries.isEmpty())
            throw new UserError(table + ": no row is of the split '" + (training ? "train'" : "test'"));
        return new PictureSet(List.copyOf(entries), normal, odd, 0, 0);
    }

    private Path inside(Row row, String path) {
        try {
            Path base = root.toAbsolutePath().normalize();
            Path file = base.resolve(path).normalize();
            if (file.startsWith(base) && !file.equals(base)) return root.resolve(base.relativize(file));
        } catch (InvalidPathException e) {
            // refused below
        }
        throw new UserError(table + ":" + row.line() + ": expected a path below " + root + ", got " + path);
    }

    private static List<Row> read(Path table) {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader in = TextFiles.open(table)) {
            CsvRows.read(in, table.toString(), Set.copyOf(COLUMNS), null, new CsvRows.Sink() {
                private List<String> names = List.of();

                @Override
                public void begin(List<String> header, Numbers spelling) {
                    names = header;
                    if (!header.containsAll(COLUMNS)) {
                        throw new UserError(table + ": expected the columns " + String.join(", ", COLUMNS) + ", got "
                                + String.join(", ", header));
                    }
                }

                @Override
                public void row(long line, List<String> fields) {
                    if (fields.size() != names.size()) {
                        throw new UserError(
                                table + ":" + line + ": expected " + names.size() + " columns, got " + fields.size());
                    }
                    rows.add(VisaSplit.row(line, fields, names));
                }
            });
        } catch (IOException e) {
            throw new UserError("cannot read " + table + ": " + e.getMessage(), e);
        }
        return rows;
    }

    private static Row row(long line, List<String> fields, List<String> names) {
        return new Row(
                line,
                fields.get(names.indexOf("object")).strip(),
                fields.get(names.indexOf("split"))
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("train"),
                FolderWords.isNormal(fields.get(names.indexOf("label"))),
                fields.get(names.indexOf("image")).strip(),
                fields.get(names.indexOf("mask")).strip());
    }
}

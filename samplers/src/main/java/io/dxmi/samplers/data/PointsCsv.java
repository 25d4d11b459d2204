package io.dxmi.samplers.data;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user's own points: a text file with one point per row, in any number of dimensions. */
public final class PointsCsv {

    private PointsCsv() {}

    /**
     * Reads numbers separated by commas, semicolons, tabs, bars or blanks, with or without a header line.
     *
     * @return rows of shape (columns), without labels
     * @throws UserError with file, line and column, if anything is not a finite number, a row has another length than
     *     the first, there is no row, or the file cannot be read
     */
    public static DataSet read(Path file) {
        CsvTable table = table(file);
        return new DataSet(file.getFileName().toString(), table.values(), table.columns());
    }

    /** Names of the columns of such a file; empty if it has no header. @throws UserError as {@link #read} */
    static List<String> columns(Path file) {
        return table(file).names();
    }

    private static CsvTable table(Path file) {
        if (!Files.exists(file)) throw new UserError(file + ": no such file");
        Bounds.requireFile(file);
        if (Files.isDirectory(file)) throw new UserError(file + ": expected a file of points, found a folder");
        try (BufferedReader in = TextFiles.open(file)) {
            return CsvTable.read(in, file.toString());
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}

package io.dxmi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.runs.listing.RowReader;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of a run as a table. */
public final class CsvExport {

    private CsvExport() {}

    /**
     * Writes {@code metrics.csv}: a column for each scalar in the order of first appearance, a line for each row of
     * metrics.jsonl; a cell is empty where a row lacks the scalar.
     *
     * @return the file
     * @throws io.dxmi.samplers.UserError if the rows cannot be read, or another process writes that folder
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public static Path write(Path run, Path folder) {
        return WriteLock.folder(folder).during(() -> table(run, folder));
    }

    private static Path table(Path run, Path folder) {
        List<JsonNode> rows = RowReader.read(run.resolve("metrics.jsonl"));
        Set<String> columns = new LinkedHashSet<>(List.of("phase", "iteration"));
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
        for (JsonNode row : rows) {
            text.append(columns.stream().map(name -> row.path(name).asText()).collect(Collectors.joining(",")))
                    .append('\n');
        }
        Path file = folder.resolve("metrics.csv");
        AtomicFiles.write(file, text.toString());
        return file;
    }
}

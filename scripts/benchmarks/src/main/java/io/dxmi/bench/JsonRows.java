package io.dxmi.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dxmi.Json;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Measurements in a file, one line of JSON each, added as they come: a program that was stopped goes on from there.
 *
 * @param all in the order of the file
 */
public record JsonRows<T>(Path file, List<T> all) {

    /** The rows of a file, none if there is no file. A last line that was not finished does not count. */
    public static <T> JsonRows<T> open(Path file, Class<T> type) throws IOException {
        List<T> rows = new ArrayList<>();
        String text = Files.exists(file) ? Files.readString(file) : "";
        JsonMapper mapper = new JsonMapper();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (line.isEmpty()) continue;
            try {
                rows.add(mapper.readValue(line, type));
            } catch (IOException e) {
                throw new UserError(file + ": expected rows of this program, got " + line, e);
            }
        }
        return new JsonRows<>(file, rows);
    }

    public void add(T row) throws IOException {
        all.add(row);
        String line = Json.line(row);
        System.err.println(line);
        Files.writeString(
                file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

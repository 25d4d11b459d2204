package io.dxmi.runs.listing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of rows of a run, which another process may be writing. */
public final class RowReader {

    private RowReader() {}

    /**
     * The whole rows of a file, in order; a row that is no JSON object is left out, and so is a last line without its end.
     *
     * @return empty if there is no file
     * @throws UserError if it cannot be read
     */
    public static List<JsonNode> read(Path file) {
        List<JsonNode> rows = new ArrayList<>();
        if (!Files.isRegularFile(file)) return rows;
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            if (end < 0) return rows;
            text.substring(0, end).lines().forEach(line -> row(line).ifPresent(rows::add));
            return rows;
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }

    private static Optional<JsonNode> row(String line) {
        try {
            return Optional.of(Json.parse(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The JSON object in a file; empty if there is none or it is damaged. @throws UserError if it cannot be read */
    public static Optional<JsonNode> object(Path file) {
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            return row(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }
}

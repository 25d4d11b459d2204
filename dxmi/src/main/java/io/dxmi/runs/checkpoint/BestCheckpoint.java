package io.dxmi.runs.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run's samples were nearest to the data, as {@code checkpoints/best.json} tells it.
 *
 * @param iteration of the joint training, 0 for its start
 * @param name of the distance in metrics.jsonl
 * @param value of the distance, at {@code iteration}
 */
public record BestCheckpoint(long iteration, String name, double value) {

    static final String FILE = "best.safetensors";

    static final String RECORD = "best.json";

    /** Of a folder of checkpoints; empty if none was kept, or if the record is damaged or of another run. */
    static Optional<BestCheckpoint> read(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            JsonNode tree = Json.parse(Files.readString(file));
            boolean whole = tree.path("iteration").isIntegralNumber()
                    && tree.path("name").isTextual()
                    && tree.path("value").isNumber()
                    && Sealed.isWhole(tree, runOf(folder));
            return whole
                    ? Optional.of(new BestCheckpoint(
                            tree.path("iteration").asLong(),
                            tree.path("name").asText(),
                            tree.path("value").asDouble()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }

    private static Path runOf(Path folder) {
        return folder.toAbsolutePath().getParent();
    }

    void write(Path folder) {
        AtomicFiles.write(folder.resolve(RECORD), Sealed.page((ObjectNode) Json.tree(record()), runOf(folder)));
    }

    /** For JSON. */
    public Map<String, Object> record() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("iteration", iteration);
        tree.put("name", name);
        tree.put("value", value);
        return tree;
    }
}

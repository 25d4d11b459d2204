package io.dxmi.runs.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.build.Data;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.ValueConfig;
import io.dxmi.config.Yaml;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.runs.checkpoint.Sealed;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.value.ValueFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run trains, as run.json tells it from format 2 on, so that a run opens without its data.
 *
 * @param sampleShape (D) for points, (C, H, W) for images
 * @param classes that a sample may have; 0 without
 * @param networks kinds of the trained networks by name
 * @param columns names of the columns that a transport starts from; empty if they have none
 */
public record RunContent(long[] sampleShape, int classes, Map<String, String> networks, List<String> columns) {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");

    private static final int FORMAT = 2;

    /** Of a configuration and its networks. */
    public static RunContent of(Config config, Models models) {
        JsonNode tree = Json.tree(Yaml.tree(config));
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String name : models.sizes().keySet()) {
            if (name.equals(Sampler.NETWORK) && config.game() instanceof GameConfig.Chains) continue; // not trained
            boolean shared = name.equals(Energy.NETWORK) && config.value() instanceof ValueConfig.Shared;
            JsonNode kind = tree.path(shared ? ValueFunction.NETWORK : name)
                    .path("network")
                    .path("kind");
            if (kind.isTextual()) kinds.put(name, kind.asText());
        }
        return new RunContent(
                models.sampler().sampleShape(), models.sampler().classes(), kinds, Data.startColumns(config.data()));
    }

    /**
     * Of a run on disk.
     *
     * @return empty if run.json is lost or damaged, or has no format, as that of version 0.1
     * @throws UserError if the format is newer than this version's, or the shape is none
     */
    public static Optional<RunContent> read(Path run) {
        Path file = run.resolve("run.json");
        return tree(file).map(tree -> of(tree, file));
    }

    /** Refuses a run that a newer version wrote. @throws UserError if it is one */
    static void requireFormat(Path run) {
        Path file = run.resolve("run.json");
        tree(file).ifPresent(tree -> requireFormat(tree, file));
    }

    private static Optional<JsonNode> tree(Path file) {
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            JsonNode tree = Json.parse(Bounds.record(file));
            if (!tree.has("format")) return Optional.empty();
            boolean newer = tree.path("format").asInt() > FORMAT; // its checksum may be another
            if (newer || Sealed.isWhole(tree, file.getParent())) return Optional.of(tree);
            LOG.warn("{} is damaged, or of another run, and is not used", file);
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }

    private static void requireFormat(JsonNode tree, Path file) {
        JsonNode format = tree.path("format");
        if (!format.isInt() || format.asInt() > FORMAT) {
            throw new UserError(file + ": expected a format of at most " + FORMAT + ", got " + format
                    + "; open the run with the version that wrote it");
        }
    }

    private static RunContent of(JsonNode tree, Path file) {
        requireFormat(tree, file);
        Map<String, String> kinds = new LinkedHashMap<>();
        tree.path("networks")
                .properties()
                .forEach(kind -> kinds.put(kind.getKey(), kind.getValue().asText()));
        List<String> columns = new ArrayList<>();
        tree.path("columns").forEach(name -> columns.add(name.asText()));
        return new RunContent(
                shape(tree.path("sample_shape"), file), tree.path("classes").asInt(), kinds, columns);
    }

    private static long[] shape(JsonNode sizes, Path file) {
        List<Long> shape = new ArrayList<>();
        if (sizes.isArray())
            sizes.forEach(size -> shape.add(size.isIntegralNumber() && size.canConvertToInt() ? size.asLong() : 0));
        double values = shape.stream().mapToDouble(size -> size).reduce(1, (a, b) -> a * b);
        if (shape.isEmpty() || shape.stream().anyMatch(size -> size <= 0) || values > Integer.MAX_VALUE) {
            throw new UserError(file + ": expected sample_shape to be a list of whole numbers above 0, got " + sizes
                    + "; restore the file, or remove it");
        }
        return shape.stream().mapToLong(size -> size).toArray();
    }

    /** Adds this to the record of a process, or replaces it there. */
    void addTo(Path file) {
        try {
            if (!(Json.parse(Bounds.record(file)) instanceof ObjectNode record)) {
                throw new UserError("expected a JSON object in " + file);
            }
            record.put("format", FORMAT);
            record.set("sample_shape", Json.tree(sampleShape));
            record.put("classes", classes);
            record.set("networks", Json.tree(networks));
            if (!columns.isEmpty()) record.set("columns", Json.tree(columns));
            AtomicFiles.write(file, Sealed.page(record, file.getParent()));
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }
}

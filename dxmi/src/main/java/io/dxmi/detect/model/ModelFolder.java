package io.dxmi.detect.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A fitted detector on disk: {@code model.yaml} for people and {@code model.safetensors} for the numbers. */
public final class ModelFolder {

    /** A backbone's copy in the folder; its description lies beside it. */
    public static final String BACKBONE = "backbone.pt";

    private static final String RECORD = "model.yaml";
    private static final String TENSORS = "model.safetensors";
    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ModelFolder() {}

    /** Refuses a folder that is in use. @throws UserError if there is something at {@code folder} that is not an empty folder */
    public static void requireNew(String option, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(option + " " + folder + " is a file; expected a new folder");
        }
        try (var inside = Files.exists(folder) ? Files.list(folder) : java.util.stream.Stream.<Path>empty()) {
            if (inside.findAny().isPresent())
                throw new UserError(option + " " + folder + " exists; expected a new folder");
        } catch (IOException e) {
            throw new UserError("cannot read " + option + " " + folder + ": " + e, e);
        }
    }

    public static void write(Path folder, FittedModel model) {
        new Safetensors(model.tensors(), Map.of("what", "dxmi detector")).write(folder.resolve(TENSORS));
        model.files().forEach((name, file) -> AtomicFiles.write(folder.resolve(name), out -> Files.copy(file, out)));
        try {
            AtomicFiles.write(
                    folder.resolve(RECORD),
                    MAPPER.writeValueAsString(model.detector().about()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(RECORD));
    }

    /** What a folder holds, without its numbers. @throws UserError if it is no model folder, or one of another version */
    public static ModelRecord record(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.isRegularFile(file)) {
            String came = !Files.exists(folder)
                    ? "nothing: there is no such folder"
                    : Files.isDirectory(folder) ? "a folder without " + RECORD : "a file";
            throw new UserError("expected a model folder of 'dxmi detect fit' at " + folder + ", got " + came);
        }
        try {
            JsonNode tree = MAPPER.readTree(Bounds.description(file));
            int format = tree.path("format").asInt(-1);
            if (format == ModelRecord.FORMAT_0_1) ((ObjectNode) tree).putNull("coding");
            else if (format != ModelRecord.FORMAT) {
                throw new UserError(file + ": expected a model of format " + ModelRecord.FORMAT + ", got "
                        + (format < 0 ? "none" : format) + ", written by dxmi "
                        + tree.path("toolkit").asText("of unknown version") + "; fit it again");
            }
            return MAPPER.treeToValue(tree, ModelRecord.class);
        } catch (JsonProcessingException e) {
            throw new UserError(
                    file + ": expected what 'dxmi detect fit' writes, got "
                            + e.getOriginalMessage().lines().findFirst().orElse("something else"),
                    e);
        }
    }

    /** The detector in a folder. @throws UserError if the folder is not a complete model */
    public static Detector read(Path folder) {
        ModelRecord about = record(folder);
        Path file = folder.resolve(TENSORS);
        Map<String, HostTensor> tensors = Safetensors.read(file).tensors();
        if (!tensors.containsKey("calibration")) throw EnergyArrays.lacking("calibration", file);
        return new Detector(
                about,
                ExtractorArrays.read(about, tensors, file),
                EnergyArrays.read(about, tensors, file),
                new Calibration(tensors.get("calibration").toDoubles(), about.falsePositives()));
    }
}

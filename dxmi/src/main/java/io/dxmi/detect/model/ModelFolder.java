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
import io.dxmi.detect.archive.ModelArchive;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.ZipFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fitted detector on disk: {@code model.yaml} for people and {@code model.safetensors} for the numbers, in a folder or in an
 * archive of a folder ({@link ModelArchive}).
 */
public final class ModelFolder {

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
        if (ModelArchive.isNamed(folder) && Files.exists(folder)) {
            throw new UserError(option + " " + folder + " exists; expected a new file");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(option + " " + folder + " is a file; expected a new folder");
        }
        try (var inside = Files.exists(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            if (inside.findAny().isPresent())
                throw new UserError(option + " " + folder + " exists; expected a new folder");
        } catch (IOException e) {
            throw new UserError("cannot read " + option + " " + folder + ": " + e, e);
        }
    }

    /**
     * Makes a model folder, or an archive where the name ends in .dxmi, that appears with everything in it.
     *
     * @throws UserError if there is something at {@code folder} that is not an empty folder, or nothing can be made there
     */
    public static void write(Path folder, FittedModel model) {
        make(folder, inside -> fill(inside, model));
    }

    /** Makes a folder of model folders by name, which appears with all of them. @throws UserError as {@link #write} */
    public static void writeAll(Path folder, Map<String, FittedModel> models) {
        make(folder, inside -> models.forEach((name, model) -> fill(inside.resolve(name), model)));
    }

    private static void make(Path folder, AtomicFiles.Inside inside) {
        if (ModelArchive.isNamed(folder)) {
            ZipFolders.write(folder, inside);
        } else if (!AtomicFiles.newFolder(folder, inside)) {
            throw new UserError(UserError.parameter("out") + " " + folder + " exists; expected a new folder");
        }
    }

    private static void fill(Path folder, FittedModel model) {
        try {
            // Through its text, so that the digest is of what a reader finds.
            ObjectNode record = (ObjectNode)
                    MAPPER.readTree(MAPPER.writeValueAsString(model.detector().about()));
            Map<String, String> metadata =
                    Map.of("what", "dxmi detector", ModelParts.RECORD, ModelParts.digest(record));
            // In order, so that equal fits give equal bytes.
            new Safetensors(new TreeMap<>(model.tensors()), new TreeMap<>(metadata)).write(folder.resolve(TENSORS));
            model.files()
                    .forEach((name, file) -> AtomicFiles.write(folder.resolve(name), out -> Files.copy(file, out)));
            List<String> parts = new ArrayList<>(new TreeSet<>(model.files().keySet()));
            parts.add(0, TENSORS);
            ModelParts.seal(record, folder, parts);
            AtomicFiles.write(folder.resolve(RECORD), MAPPER.writeValueAsString(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(RECORD))
                || ModelArchive.of(folder)
                        .filter(archive -> archive.holds(RECORD))
                        .isPresent();
    }

    /** The models in a folder or archive of several, by category, in order; empty if it is no such folder. */
    public static List<Path> categories(Path folder) {
        if (!Files.isDirectory(folder)) {
            return ModelArchive.of(folder)
                    .map(archive -> archive.folders(RECORD))
                    .orElse(List.of());
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(ModelFolder::isModel).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Works with a model's folder; that of an archive exists only as long as the work takes. */
    private static <T> T in(Path folder, Predicate<String> files, Function<Path, T> work) {
        return ModelArchive.of(folder)
                .map(archive -> archive.unpacked(files, work))
                .orElseGet(() -> work.apply(folder));
    }

    /** The detector in a folder. @throws UserError if it is no model folder, not complete, damaged, or of another version */
    public static Detector read(Path folder) {
        requireSingle(folder);
        return in(folder, name -> true, ModelFolder::readFolder);
    }

    private static Detector readFolder(Path folder) {
        Path file = folder.resolve(RECORD);
        ObjectNode tree = tree(folder, file);
        Path weights = folder.resolve(TENSORS);
        ModelParts.require(tree, file, weights);
        ModelRecord about = record(tree, file);
        Map<String, HostTensor> tensors = Safetensors.read(weights).tensors();
        if (!tensors.containsKey("calibration")) throw EnergyArrays.lacking("calibration", weights);
        return new Detector(
                about,
                ExtractorArrays.read(about, tensors, weights),
                EnergyArrays.read(about, tensors, weights),
                new Calibration(tensors.get("calibration").toDoubles(), about.threshold()));
    }

    /** One of the arrays of a model folder. @throws UserError if there is none of that name */
    public static HostTensor tensor(Path folder, String name) {
        return in(folder, TENSORS::equals, unpacked -> tensor(unpacked.resolve(TENSORS), name, folder));
    }

    private static HostTensor tensor(Path weights, String name, Path folder) {
        HostTensor tensor = Safetensors.read(weights).tensors().get(name);
        if (tensor == null) throw EnergyArrays.lacking(name, folder.resolve(TENSORS));
        return tensor;
    }

    /**
     * What a folder says of its model; its other files are not looked at.
     *
     * @throws UserError if it is no model folder, or of another version
     */
    public static ModelRecord record(Path folder) {
        requireSingle(folder);
        return in(folder, RECORD::equals, unpacked -> {
            Path file = unpacked.resolve(RECORD);
            return record(tree(unpacked, file), file);
        });
    }

    private static void requireSingle(Path folder) {
        if (isModel(folder) || !Files.exists(folder)) return;
        List<Path> models = categories(folder);
        if (models.isEmpty()) return;
        throw new UserError(
                folder + " holds models by category, which take a folder of these categories as data; name one: "
                        + models.stream()
                                .map(model -> model.getFileName().toString())
                                .collect(Collectors.joining(", ", folder + "/{", "}")));
    }

    private static ObjectNode tree(Path folder, Path file) {
        if (!Files.isRegularFile(file)) {
            String came = !Files.exists(folder)
                    ? "nothing: there is no such folder"
                    : Files.isDirectory(folder) ? "no " + RECORD + " in it" : "a file that is no whole model";
            throw new UserError("expected a model folder of 'dxmi detect fit' at " + folder + ", got " + came);
        }
        try {
            JsonNode tree = MAPPER.readTree(Bounds.description(file));
            int format = tree.path("format").asInt(-1);
            if (format == ModelRecord.OLDEST)
                ((ObjectNode) tree).putNull("coding").putNull("known");
            if (format < ModelRecord.OLDEST || format > ModelRecord.FORMAT) {
                throw new UserError(file + ": expected a model of format " + ModelRecord.OLDEST + " to "
                        + ModelRecord.FORMAT + ", got " + (format < 0 ? "none" : format) + ", written by dxmi "
                        + tree.path("toolkit").asText("of unknown version") + "; fit it again");
            }
            return (ObjectNode) tree;
        } catch (JsonProcessingException e) {
            throw unexpected(file, e);
        }
    }

    private static ModelRecord record(ObjectNode tree, Path file) {
        tree.remove(ModelParts.DIGESTS);
        for (String later : List.of("series", "basis")) if (!tree.has(later)) tree.putNull(later);
        if (tree.get("coding") instanceof ObjectNode coding && !coding.has("spelling")) coding.putNull("spelling");
        try {
            return MAPPER.treeToValue(tree, ModelRecord.class);
        } catch (JsonProcessingException e) {
            throw unexpected(file, e);
        }
    }

    private static UserError unexpected(Path file, JsonProcessingException e) {
        return new UserError(
                file + ": expected what 'dxmi detect fit' writes, got "
                        + e.getOriginalMessage().lines().findFirst().orElse("something else"),
                e);
    }
}

package io.dxmi.eval.feature;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a TorchScript file is fed and read: the one description of networks that measure pictures and of backbones that find
 * anomalies in them.
 *
 * @param name for people
 * @param inception whether the file is taken for one of the two Inception networks whose Fréchet distance is called FID
 */
public record TorchScriptOptions(String name, Input input, Outputs outputs, boolean inception) {

    private static final Set<String> KEYS = Set.of(
            "name",
            "range",
            "channels",
            "size",
            "resize",
            "mean",
            "std",
            "arguments",
            "outputs",
            "spatial_channels",
            "input", // of 0.1: size
            "grid"); // of 0.1: outputs.grid

    private static final Set<String> OUTPUTS = Set.of("pool", "spatial", "probabilities", "maps", "grid");

    /** Channels that sFID keeps (Nash et al. 2021). */
    private static final int SFID_CHANNELS = 7;

    /**
     * What {@code forward} takes: a picture {@code (n, channels, height, width)}, then {@code arguments}.
     *
     * @param channels 1 or 3
     * @param height in pixels; 0 if the network takes any size
     * @param width in pixels; 0 if the network takes any size
     * @param filter of the resize to that size; empty if the description states none
     * @param mean one number for each channel, subtracted from values of {@code range}; empty for none
     * @param std one number for each channel, divided by after that; empty for none
     * @param arguments further arguments of {@code forward}
     */
    public record Input(
            InputRange range,
            int channels,
            int height,
            int width,
            Optional<Filter> filter,
            List<Double> mean,
            List<Double> std,
            List<Boolean> arguments) {

        /**
         * What the network takes for a value of a picture.
         *
         * @param unit the value in [0, 1]
         */
        public float scaled(float unit, int channel) {
            return normalised(range.ofUnit(unit), channel);
        }

        /** The same for a value from 0 to 255. */
        float scaled(int value, int channel) {
            return normalised(range.of(value), channel);
        }

        private float normalised(float value, int channel) {
            return mean.isEmpty() ? value : (float) ((value - mean.get(channel)) / std.get(channel));
        }

        /** A network that resizes and scales its pictures itself. */
        static Input of(InputRange range, boolean... arguments) {
            List<Boolean> flags = new ArrayList<>();
            for (boolean argument : arguments) flags.add(argument);
            return new Input(range, 3, 0, 0, Optional.empty(), List.of(), List.of(), flags);
        }
    }

    /**
     * Which of the outputs hold what.
     *
     * @param pooled (n, d) or (n, d, 1, 1) features
     * @param spatial (n, C, H, W) features for sFID; -1 for none
     * @param spatialChannels how many of their channels count
     * @param probabilities (n, classes); -1 for none
     * @param maps (n, C, h, w) features of places, which are resized to the grid and stacked; empty for none
     * @param rows of the grid; 0 without maps
     * @param columns of the grid; 0 without maps
     */
    public record Outputs(
            int pooled,
            int spatial,
            int spatialChannels,
            int probabilities,
            List<Integer> maps,
            int rows,
            int columns) {

        /** Pooled features as the only output. */
        static Outputs first() {
            return new Outputs(0, -1, 0, -1, List.of(), 0, 0);
        }
    }

    /**
     * NVIDIA's {@code inception-2015-12-05.pt}, of the StyleGAN metrics: uint8 (n, 3, H, W) of any size, which it resizes
     * itself as the TensorFlow graph did, and {@code return_features=True}, for (n, 2048).
     */
    public static TorchScriptOptions styleGan() {
        return new TorchScriptOptions("inception-2015-12-05", Input.of(InputRange.UINT8, true), Outputs.first(), true);
    }

    /**
     * The network of the {@code pytorch-fid} package, traced or scripted from its default settings: float (n, 3, H, W) in
     * [0, 1], which it resizes to 299 x 299 (bilinear, not antialiased) and scales itself; a list with one output, (n, 2048,
     * 1, 1).
     */
    public static TorchScriptOptions pytorchFid() {
        return new TorchScriptOptions("pytorch-fid-inception", Input.of(InputRange.UNIT), Outputs.first(), true);
    }

    /**
     * The description of an extractor, {@code FILE.yaml}. If only the name with {@code .yaml} in place of its ending is
     * there, it is that.
     */
    public static Path besideExtractor(Path file) {
        Path appended = appended(file);
        return Files.exists(appended) || !Files.exists(replaced(file)) ? appended : replaced(file);
    }

    /** The same of a backbone, which version 0.1 looked for under the other name first. */
    public static Path besideBackbone(Path file) {
        Path replaced = replaced(file);
        return Files.exists(replaced) || !Files.exists(appended(file)) ? replaced : appended(file);
    }

    private static Path appended(Path file) {
        return file.resolveSibling(file.getFileName() + ".yaml");
    }

    private static Path replaced(Path file) {
        return file.resolveSibling(stem(file.getFileName().toString()) + ".yaml");
    }

    private static String stem(String name) {
        return name.replaceFirst("\\.[^.]*$", "");
    }

    /** What a file of this name is taken for when nothing says otherwise; empty if the name says nothing. */
    public static Optional<TorchScriptOptions> known(String fileName) {
        if (fileName.startsWith("inception-2015-12-05")) return Optional.of(styleGan());
        if (fileName.contains("pytorch-fid") || fileName.contains("pytorch_fid") || fileName.startsWith("pt_inception"))
            return Optional.of(pytorchFid());
        return Optional.empty();
    }

    /**
     * Reads {@code name, range, channels, size, resize, mean, std, arguments, outputs (pool, spatial, probabilities, maps,
     * grid), spatial_channels}. {@code size} is a side, or rows and columns. {@code range} must be there, or {@code mean},
     * with which it is 0..1. Version 0.1 wrote {@code input} for {@code size}, a list of maps as {@code outputs}, and
     * {@code grid} beside it.
     *
     * @param where names the file in errors
     * @throws UserError naming a key that is unknown, missing or out of range
     */
    public static TorchScriptOptions of(JsonNode tree, String fileName, String where) {
        requireKnown(tree, KEYS, where);
        JsonNode outputs = tree.path("outputs");
        if (!outputs.isArray()) requireKnown(outputs, OUTPUTS, where + ": outputs");
        JsonNode maps = outputs.isArray() ? outputs : outputs.path("maps");
        int[] grid = sides(tree.has("grid") ? tree.get("grid") : outputs.path("grid"), "grid", where);
        if (maps.isEmpty() != (grid[0] == 0)) {
            throw new UserError(where + ": outputs.maps and outputs.grid belong together; expected both or none");
        }
        return new TorchScriptOptions(
                tree.path("name").asText(stem(fileName)),
                input(tree, where),
                new Outputs(
                        integer(outputs, "pool", 0, 0, 99, where),
                        integer(outputs, "spatial", -1, 0, 99, where),
                        integer(tree, "spatial_channels", SFID_CHANNELS, 1, 1 << 16, where),
                        integer(outputs, "probabilities", -1, 0, 99, where),
                        indices(maps, where),
                        grid[0],
                        grid[1]),
                false);
    }

    private static Input input(JsonNode tree, String where) {
        List<Double> mean = numbers(tree, "mean", where);
        List<Double> std = numbers(tree, "std", where);
        if (mean.size() != std.size() || (!mean.isEmpty() && mean.size() != 1 && mean.size() != 3)) {
            throw new UserError(where + ": mean and std must have one number for each of 1 or 3 channels, got "
                    + mean.size() + " and " + std.size());
        }
        if (std.stream().anyMatch(s -> !(s > 0))) throw new UserError(where + ": std must be above 0, got " + std);
        if (!tree.has("range") && mean.isEmpty()) {
            throw new UserError(where + ": range is missing; expected uint8, 0..255, 0..1 or -1..1");
        }
        int[] size = sides(tree.has("size") ? tree.get("size") : tree.path("input"), "size", where);
        Optional<Filter> filter = Optional.ofNullable(tree.get("resize")).map(node -> Filter.named(node.asText()));
        if (size[0] == 0 && filter.isPresent()) throw new UserError(where + ": resize needs a size");
        int channels = integer(tree, "channels", mean.isEmpty() ? 3 : mean.size(), 1, 3, where);
        if (channels == 2 || (!mean.isEmpty() && channels != mean.size())) {
            throw new UserError(where + ": channels must be 1 or 3, as many as mean has numbers, got " + channels);
        }
        List<Boolean> arguments = new ArrayList<>();
        for (JsonNode argument : tree.path("arguments")) {
            if (!argument.isBoolean()) {
                throw new UserError(where + ": arguments must be a list of true and false, got " + argument);
            }
            arguments.add(argument.asBoolean());
        }
        InputRange range =
                tree.has("range") ? InputRange.named(tree.get("range").asText(), where) : InputRange.UNIT;
        if (range == InputRange.UINT8 && !mean.isEmpty()) {
            throw new UserError(where + ": mean and std need a range of floating-point numbers, got uint8");
        }
        return new Input(range, channels, size[0], size[1], filter, mean, std, List.copyOf(arguments));
    }

    /** Rows and columns, of a list of both or of one number for both; 0 and 0 if the key is not there. */
    private static int[] sides(JsonNode node, String key, String where) {
        if (node.isMissingNode()) return new int[] {0, 0};
        JsonNode rows = node.isArray() ? node.path(0) : node;
        JsonNode columns = node.isArray() ? node.path(1) : node;
        for (JsonNode side : List.of(rows, columns)) {
            if (!side.canConvertToInt()
                    || side.asInt() < 1
                    || side.asInt() > 4096
                    || (node.isArray() && node.size() != 2)) {
                throw new UserError(where + ": " + key
                        + " must be a whole number within 1 and 4096, or a list of two, rows and columns, got " + node);
            }
        }
        return new int[] {rows.asInt(), columns.asInt()};
    }

    private static List<Double> numbers(JsonNode tree, String key, String where) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode number : tree.path(key)) {
            if (!number.isNumber() || !Double.isFinite(number.asDouble())) {
                throw new UserError(where + ": " + key + " must be a list of numbers, got " + tree.get(key));
            }
            numbers.add(number.asDouble());
        }
        return List.copyOf(numbers);
    }

    private static List<Integer> indices(JsonNode maps, String where) {
        List<Integer> indices = new ArrayList<>();
        for (JsonNode index : maps) {
            if (!index.canConvertToInt() || index.asInt() < 0 || index.asInt() > 99) {
                throw new UserError(
                        where + ": outputs.maps must be a list of numbers of outputs, 0 to 99, got " + maps);
            }
            indices.add(index.asInt());
        }
        return List.copyOf(indices);
    }

    /**
     * These options, which somebody wrote for a file whose name is known: if they feed it as its name says and only choose
     * outputs, it is still that network.
     */
    public TorchScriptOptions besides(TorchScriptOptions known) {
        boolean alike = input.equals(known.input) && outputs.pooled == known.outputs.pooled;
        return new TorchScriptOptions(name, input, outputs, alike && known.inception);
    }

    private static void requireKnown(JsonNode tree, Set<String> keys, String where) {
        tree.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new UserError(
                        where + ": " + key + " is not a known key; expected " + String.join(", ", new TreeSet<>(keys)));
            }
        });
    }

    private static int integer(JsonNode tree, String key, int absent, int least, int most, String where) {
        JsonNode node = tree.get(key);
        if (node == null) return absent;
        if (!node.canConvertToInt() || node.asInt() < least || node.asInt() > most) {
            throw new UserError(
                    where + ": " + key + " must be a whole number within " + least + " and " + most + ", got " + node);
        }
        return node.asInt();
    }
}

package io.dxmi.eval.feature;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a TorchScript file is fed and read.
 *
 * @param name for people
 * @param channels 1 or 3
 * @param side what images are resized to, {@code side x side}; 0 if the network takes any size
 * @param filter of that resize; empty if images must have the size already
 * @param arguments further arguments of {@code forward}
 * @param pooled which of the outputs holds (n, d) or (n, d, 1, 1) features
 * @param spatial which holds (n, C, H, W) features for sFID; -1 for none
 * @param spatialChannels how many of its channels count
 * @param probabilities which holds (n, classes) probabilities; -1 for none
 * @param inception whether the file is taken for one of the two Inception networks whose Fréchet distance is called FID
 */
public record TorchScriptOptions(
        String name,
        InputRange range,
        int channels,
        int side,
        Optional<Filter> filter,
        List<Boolean> arguments,
        int pooled,
        int spatial,
        int spatialChannels,
        int probabilities,
        boolean inception) {

    private static final Set<String> KEYS =
            Set.of("name", "range", "channels", "size", "resize", "arguments", "outputs", "spatial_channels");
    private static final Set<String> OUTPUTS = Set.of("pool", "spatial", "probabilities");

    /** Channels that sFID keeps (Nash et al. 2021). */
    private static final int SFID_CHANNELS = 7;

    /**
     * NVIDIA's {@code inception-2015-12-05.pt}, of the StyleGAN metrics: uint8 (n, 3, H, W) of any size, which it resizes
     * itself as the TensorFlow graph did, and {@code return_features=True}, for (n, 2048).
     */
    public static TorchScriptOptions styleGan() {
        return new TorchScriptOptions(
                "inception-2015-12-05", InputRange.UINT8, 3, 0, Optional.empty(), List.of(true), 0, -1, 0, -1, true);
    }

    /**
     * The network of the {@code pytorch-fid} package, traced or scripted from its default settings: float (n, 3, H, W) in
     * [0, 1], which it resizes to 299 x 299 (bilinear, not antialiased) and scales itself; a list with one output, (n, 2048,
     * 1, 1).
     */
    public static TorchScriptOptions pytorchFid() {
        return new TorchScriptOptions(
                "pytorch-fid-inception", InputRange.UNIT, 3, 0, Optional.empty(), List.of(), 0, -1, 0, -1, true);
    }

    /** What a file of this name is taken for when nothing says otherwise; empty if the name says nothing. */
    public static Optional<TorchScriptOptions> known(String fileName) {
        if (fileName.startsWith("inception-2015-12-05")) return Optional.of(styleGan());
        if (fileName.contains("pytorch-fid") || fileName.contains("pytorch_fid") || fileName.startsWith("pt_inception"))
            return Optional.of(pytorchFid());
        return Optional.empty();
    }

    /**
     * Reads {@code name, range, channels, size, resize, arguments, outputs (pool, spatial, probabilities),
     * spatial_channels}; only {@code range} must be there.
     *
     * @param where names the file in errors
     * @throws UserError naming a key that is unknown, missing or out of range
     */
    public static TorchScriptOptions of(JsonNode tree, String defaultName, String where) {
        requireKnown(tree, KEYS, where);
        JsonNode outputs = tree.path("outputs");
        requireKnown(outputs, OUTPUTS, where + ": outputs");
        if (!tree.has("range")) {
            throw new UserError(where + ": range is missing; expected uint8, 0..255, 0..1 or -1..1");
        }
        int side = integer(tree, "size", 0, 1, 4096, where);
        Optional<Filter> filter = Optional.ofNullable(tree.get("resize")).map(node -> Filter.named(node.asText()));
        if (side == 0 && filter.isPresent()) throw new UserError(where + ": resize needs a size");
        int channels = integer(tree, "channels", 3, 1, 3, where);
        if (channels == 2) throw new UserError(where + ": channels must be 1 or 3, got 2");
        List<Boolean> arguments = new ArrayList<>();
        for (JsonNode argument : tree.path("arguments")) {
            if (!argument.isBoolean()) {
                throw new UserError(where + ": arguments must be a list of true and false, got " + argument);
            }
            arguments.add(argument.asBoolean());
        }
        return new TorchScriptOptions(
                tree.path("name").asText(defaultName),
                InputRange.named(tree.get("range").asText(), where),
                channels,
                side,
                filter,
                List.copyOf(arguments),
                integer(outputs, "pool", 0, 0, 99, where),
                integer(outputs, "spatial", -1, 0, 99, where),
                integer(tree, "spatial_channels", SFID_CHANNELS, 1, 1 << 16, where),
                integer(outputs, "probabilities", -1, 0, 99, where),
                false);
    }

    /**
     * These options, which somebody wrote for a file whose name is known: if they feed it as its name says and only choose
     * outputs, it is still that network.
     */
    public TorchScriptOptions besides(TorchScriptOptions known) {
        boolean alike = range == known.range
                && channels == known.channels
                && side == known.side
                && pooled == known.pooled
                && arguments.equals(known.arguments);
        return new TorchScriptOptions(
                name,
                range,
                channels,
                side,
                filter,
                arguments,
                pooled,
                spatial,
                spatialChannels,
                probabilities,
                alike && known.inception);
    }

    private static void requireKnown(JsonNode tree, Set<String> keys, String where) {
        tree.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new UserError(where + ": " + key + " is not a known key; expected " + String.join(", ", keys));
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

package io.dxmi.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Projection;
import io.dxmi.eval.feature.EfficientNet;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An EfficientNet-Lite: its stages 1 to 4 (strides 2, 4, 8 and 16), on the grid of stage 3. The network pads its maps with zeros,
 * which makes every border odd; images are therefore continued by their mirror image, and the places beyond the border are cut
 * off.
 */
final class EfficientNetBackbone implements Backbone {

    private static final List<Integer> STAGES = List.of(1, 2, 3, 4);

    /** Of the squared distance of two places: the coarse stage counts half. Chosen on the sets of defects of seeds 1 and 2. */
    private static final double[] SHARES = {1, 1, 1, 0.5};

    private static final int SIDE = 224;
    private static final int MARGIN = 32;
    private static final int GRID = SIDE / 8;

    private final Path file;
    private final NDManager root;
    private final EfficientNet network;

    /** @throws UserError if the file has another digest, or holds no such network */
    EfficientNetBackbone(Path file, Optional<String> sha256) {
        this.file = file;
        root = Torch.open();
        try {
            network = EfficientNet.maps(root, file, SIDE + 2 * MARGIN, STAGES);
            if (sha256.isPresent() && !sha256.get().equals(network.sha256())) {
                throw new UserError(file + ": expected the file of SHA-256 " + sha256.get()
                        + " that belongs here, got another one, of " + network.sha256()
                        + "; bring the right file back");
            }
        } catch (UserError e) {
            root.close();
            throw e;
        }
    }

    @Override
    public Map<String, Path> files() {
        return Map.of(WEIGHTS, file);
    }

    @Override
    public String sha256() {
        return network.sha256();
    }

    @Override
    public synchronized Sample features(Sample image) {
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> maps = network.of(scope, PictureArray.of(scope, image, network.input(), MARGIN)).stream()
                    .map(EfficientNetBackbone::inner)
                    .toList();
            return StackedMaps.of(image, maps, GRID, GRID);
        }
    }

    /** All directions, whitened: defects show where normal images hardly vary. No stage outweighs the others by its channels. */
    @Override
    public Projection projection(float[] places, int channels) {
        int[] widths = STAGES.stream().mapToInt(network.network()::channels).toArray();
        return Projection.ofBlocks(places, widths, SHARES);
    }

    /** Without the margin. */
    private static NDArray inner(NDArray map) {
        long side = map.getShape().get(2);
        long margin = side * MARGIN / (SIDE + 2 * MARGIN);
        String within = margin + ":" + (side - margin);
        return map.get(":, :, " + within + ", " + within);
    }

    @Override
    public void close() {
        network.close();
        root.close();
    }
}

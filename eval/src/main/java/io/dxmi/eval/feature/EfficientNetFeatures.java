package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.net.EfficientNetLite;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The pooled features of an EfficientNet-Lite. A distance in them is no FID, which is of an Inception network. */
public final class EfficientNetFeatures implements FeatureExtractor {

    private final NDManager scope;
    private final EfficientNet network;

    /** Reads a weights file. @throws io.dxmi.samplers.UserError if it holds no EfficientNet-Lite */
    public EfficientNetFeatures(NDManager root, Path file) {
        network = EfficientNet.pooled(root, file);
        scope = root.newSubManager();
    }

    private String name() {
        return network.network().label().toLowerCase(Locale.ROOT);
    }

    @Override
    public Identity identity() {
        return new Identity(name(), network.sha256(), "frechet");
    }

    @Override
    public int dimensions() {
        return EfficientNetLite.POOLED;
    }

    @Override
    public int spatialDimensions() {
        return 0;
    }

    @Override
    public int classes() {
        return 0;
    }

    @Override
    public ImageTransform preparation() {
        TorchScriptOptions.Input input = network.input();
        return new FixedSize(input.channels(), input.height(), input.width(), input.filter(), name());
    }

    @Override
    public Features of(List<Image> images) {
        try (NDManager inner = scope.newSubManager()) {
            NDArray x = PictureArrays.of(inner, images, network.input());
            float[] flat = Torch.floats(network.of(inner, x).get(0));
            double[][] rows = new double[images.size()][EfficientNetLite.POOLED];
            for (int i = 0; i < flat.length; i++)
                rows[i / EfficientNetLite.POOLED][i % EfficientNetLite.POOLED] = flat[i];
            return Features.of(rows);
        }
    }

    @Override
    public void close() {
        network.close();
        scope.close();
    }
}

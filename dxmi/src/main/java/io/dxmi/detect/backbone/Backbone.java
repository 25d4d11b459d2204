package io.dxmi.detect.backbone;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Projection;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A network that turns an image into maps of features. Safe for use by many threads. */
public interface Backbone extends AutoCloseable {

    /** The file of a TorchScript module in a model folder. */
    String PROGRAM = "backbone.pt";

    /** What describes it. */
    String DESCRIPTION = "backbone.yaml";

    /** A file of weights in a model folder. */
    String WEIGHTS = "backbone.pth";

    /** Opens the network beside a model's tensors. @throws io.dxmi.samplers.UserError as {@link #open(Path, Optional)} */
    static Backbone beside(Path tensors, Optional<String> sha256) {
        Path weights = tensors.resolveSibling(WEIGHTS);
        return open(Files.exists(weights) ? weights : tensors.resolveSibling(PROGRAM), sha256);
    }

    /**
     * Opens a network: weights of an EfficientNet-Lite, or a TorchScript module with its description.
     *
     * @throws io.dxmi.samplers.UserError if the file is neither, or is a program that is not trusted
     */
    static Backbone open(Path file) {
        return open(file, Optional.empty());
    }

    /**
     * Opens the network of a model. The digest detects another network; it makes no program trustworthy.
     *
     * @param sha256 that the file must have, in hexadecimal
     * @throws io.dxmi.samplers.UserError if it has another one, is no network, or is a program that is not trusted
     */
    static Backbone open(Path file, Optional<String> sha256) {
        return CheckpointFile.isWeights(file)
                ? new EfficientNetBackbone(file, sha256)
                : new TorchScriptBackbone(file, sha256);
    }

    /** What a model folder needs of it: files to copy, by their names there. */
    Map<String, Path> files();

    /** Of the file, in hexadecimal. */
    String sha256();

    /** Stacked maps as a sample of features (C, H, W). @throws io.dxmi.samplers.UserError if the sample is no image */
    Sample features(Sample image);

    /**
     * The learned part of the features.
     *
     * @param places of normal images, (n, channels)
     */
    Projection projection(float[] places, int channels);

    @Override
    void close();
}

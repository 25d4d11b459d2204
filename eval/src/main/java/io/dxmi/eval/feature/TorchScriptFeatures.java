package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Path;
import java.util.List;

/** The features of any network in a TorchScript file. */
public final class TorchScriptFeatures implements FeatureExtractor {

    /** Side of the black picture that tells how long the features are, where the network takes any size. */
    private static final int PROBE = 64;

    /** Length of Inception's pooled features: a network of another length is none, whatever its file is called. */
    private static final int INCEPTION = 2048;

    private final Path file;
    private final TorchScriptOptions options;
    private final NDManager scope;
    private final ScriptFile script;
    private final Features probe;

    /**
     * Loads a file.
     *
     * @throws UserError if it is no TorchScript, is not trusted, or does not take or return what the options say
     */
    public TorchScriptFeatures(NDManager root, Path file, TorchScriptOptions options) {
        this(root, TrustedPrograms.open(file), options);
    }

    /** Loads a trusted file. @throws UserError if it does not take or return what the options say */
    public TorchScriptFeatures(NDManager root, ProgramFile program, TorchScriptOptions options) {
        this.file = program.path();
        this.options = options;
        script = ScriptFile.load(root, program);
        scope = root.newSubManager();
        try {
            TorchScriptOptions.Input input = options.input();
            int height = input.height() == 0 ? PROBE : input.height();
            int width = input.width() == 0 ? PROBE : input.width();
            probe = of(
                    List.of(new Image(height, width, input.channels(), new byte[height * width * input.channels()])));
        } catch (UserError e) {
            close();
            throw e;
        }
    }

    @Override
    public Identity identity() {
        boolean inception = options.inception() && dimensions() == INCEPTION;
        return new Identity(options.name(), script.sha256(), inception ? "fid" : "frechet");
    }

    @Override
    public int dimensions() {
        return probe.pooled()[0].length;
    }

    @Override
    public int spatialDimensions() {
        return probe.spatial().length == 0 ? 0 : probe.spatial()[0].length;
    }

    @Override
    public int classes() {
        return probe.probabilities().length == 0 ? 0 : probe.probabilities()[0].length;
    }

    @Override
    public ImageTransform preparation() {
        TorchScriptOptions.Input input = options.input();
        return new FixedSize(input.channels(), input.height(), input.width(), input.filter(), options.name());
    }

    @Override
    public Features of(List<Image> images) {
        try (NDManager inner = scope.newSubManager()) {
            List<NDArray> outputs = script.forward(
                    inner,
                    PictureArrays.of(inner, images, options.input()),
                    options.input().arguments());
            int n = images.size();
            double[][] pooled = pooled(output(outputs, options.outputs().pooled()), n);
            if (probe != null && pooled[0].length != dimensions()) {
                throw new UserError(file + ": gives " + pooled[0].length + " features for images of "
                        + images.get(0).size() + ", but " + dimensions() + " for others; say which size it takes in "
                        + file + ".yaml");
            }
            return new Features(
                    pooled,
                    options.outputs().spatial() < 0
                            ? new double[0][]
                            : spatial(output(outputs, options.outputs().spatial()), n),
                    options.outputs().probabilities() < 0
                            ? new double[0][]
                            : pooled(output(outputs, options.outputs().probabilities()), n));
        }
    }

    private NDArray output(List<NDArray> outputs, int index) {
        if (index >= outputs.size()) {
            throw new UserError(
                    file + ": expected output " + index + ", but forward returns " + outputs.size() + " tensor(s)");
        }
        return outputs.get(index);
    }

    /** (n, d) or (n, d, 1, 1). */
    private double[][] pooled(NDArray output, int n) {
        Shape shape = output.getShape();
        long d = shape.dimension() < 2 ? 0 : shape.get(1);
        if (d == 0 || shape.get(0) != n || shape.size() != n * d) {
            throw new UserError(file + ": expected features (" + n + ", d) or (" + n + ", d, 1, 1), got " + shape);
        }
        float[] flat = floats(output);
        double[][] rows = new double[n][(int) d];
        for (int i = 0; i < flat.length; i++) rows[i / (int) d][i % (int) d] = flat[i];
        return rows;
    }

    /** The first channels of (n, C, H, W), in the order (H, W, C) that existing reference statistics have. */
    private double[][] spatial(NDArray output, int n) {
        Shape shape = output.getShape();
        if (shape.dimension() != 4
                || shape.get(0) != n
                || shape.get(1) < options.outputs().spatialChannels()) {
            throw new UserError(file + ": expected spatial features (" + n + ", C, H, W) with C of at least "
                    + options.outputs().spatialChannels() + ", got " + shape);
        }
        int kept = options.outputs().spatialChannels();
        int channels = (int) shape.get(1);
        int area = (int) (shape.get(2) * shape.get(3));
        float[] flat = floats(output);
        double[][] rows = new double[n][area * kept];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < area; p++) {
                for (int c = 0; c < kept; c++) rows[i][p * kept + c] = flat[(i * channels + c) * area + p];
            }
        }
        return rows;
    }

    private static float[] floats(NDArray output) {
        return Torch.floats(output.toType(DataType.FLOAT32, false));
    }

    @Override
    public void close() {
        script.close();
        scope.close();
    }
}

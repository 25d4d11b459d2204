package io.dxmi.detect.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.config.Yaml;
import io.dxmi.detect.data.Sample;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Resize;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A TorchScript network that turns an image into maps of features. */
public final class Backbone implements AutoCloseable {

    private final ProgramFile program;
    private final TorchScriptOptions.Input input;
    private final TorchScriptOptions.Outputs outputs;
    private final NDManager root;
    private final NDManager onDevice;
    private final ScriptFile script;

    /** Loads a network. @throws UserError if the file is no TorchScript module, or is not trusted */
    public Backbone(Path file) {
        this(file, Optional.empty());
    }

    /**
     * Loads the network of a model. The digest detects another network; it makes none trustworthy.
     *
     * @param sha256 that the file must have, in hexadecimal
     * @throws UserError if it has another one, is no TorchScript module, or is not trusted
     */
    public Backbone(Path file, Optional<String> sha256) {
        TorchScriptOptions options = description(file);
        this.input = options.input();
        this.outputs = options.outputs();
        this.program = TrustedPrograms.open(file, sha256);
        this.root = Torch.open();
        this.onDevice = root.newSubManager(root.getEngine().defaultDevice());
        try {
            script = ScriptFile.load(onDevice, program);
        } catch (UserError e) {
            root.close();
            throw e;
        }
    }

    /** @throws UserError if nothing describes the network, or no maps are named */
    private static TorchScriptOptions description(Path file) {
        Path beside = TorchScriptOptions.besideBackbone(file);
        if (!Files.isRegularFile(beside)) throw new UserError("expected the backbone's description at " + beside);
        TorchScriptOptions options =
                TorchScriptOptions.of(Yaml.document(beside), file.getFileName().toString(), beside.toString());
        if (options.outputs().maps().isEmpty() || options.input().height() == 0) {
            throw new UserError(
                    beside + ": a backbone needs size, outputs.maps and outputs.grid: expected all three, got fewer");
        }
        return options;
    }

    /** Of the file, in hexadecimal. */
    public String sha256() {
        return program.sha256();
    }

    /** Stacked maps as a sample of features (C, H, W). @throws UserError if an output is not as the description says */
    public synchronized Sample features(Sample image) {
        int channels = input.channels();
        float[] values = new Prepared(channels, 1).planes(image, input.height(), input.width());
        int plane = input.height() * input.width();
        for (int i = 0; i < values.length; i++) values[i] = input.scaled(values[i], i / plane);
        try (NDManager scope = onDevice.newSubManager()) {
            NDArray x = Torch.array(scope, values, 1, channels, input.height(), input.width());
            return stacked(image, script.forward(scope, x, input.arguments()));
        }
    }

    private Sample stacked(Sample image, List<NDArray> returned) {
        int h = outputs.rows();
        int w = outputs.columns();
        float[][] levels = new float[outputs.maps().size()][];
        int total = 0;
        for (int l = 0; l < levels.length; l++) {
            int index = outputs.maps().get(l);
            Shape shape = index < returned.size() ? returned.get(index).getShape() : new Shape();
            if (shape.dimension() != 4) {
                throw new UserError(program.path() + ": expected output " + index + " to be a map (1, C, h, w), got "
                        + (index < returned.size() ? shape.toString() : "only " + returned.size() + " outputs"));
            }
            levels[l] = resized(returned.get(index), h, w);
            total += levels[l].length;
        }
        float[] values = new float[total];
        int at = 0;
        for (float[] level : levels) {
            System.arraycopy(level, 0, values, at, level.length);
            at += level.length;
        }
        long[] shape = {total / (h * w), h, w};
        return new Sample(image.name(), image.category(), image.label(), values, shape, null);
    }

    private static float[] resized(NDArray map, int h, int w) {
        long[] shape = map.getShape().getShape();
        int rows = (int) shape[2];
        int columns = (int) shape[3];
        float[] values = map.toFloatArray();
        Resize resize = new Resize(h, w, Filter.BILINEAR);
        float[] out = new float[(int) shape[1] * h * w];
        for (int c = 0; c < shape[1]; c++) {
            float[] plane = new float[rows * columns];
            System.arraycopy(values, c * plane.length, plane, 0, plane.length);
            System.arraycopy(resize.of(plane, rows, columns), 0, out, c * h * w, h * w);
        }
        return out;
    }

    @Override
    public void close() {
        script.close();
        root.close();
    }
}

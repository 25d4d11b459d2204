package io.dxmi.detect.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Resize;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A TorchScript network that turns an image into maps of features. */
public final class Backbone implements AutoCloseable {

    private final ProgramFile program;
    private final BackboneSpec spec;
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
        this.spec = BackboneSpec.read(BackboneSpec.beside(file));
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

    /** Of the file, in hexadecimal. */
    public String sha256() {
        return program.sha256();
    }

    /** Stacked maps as a sample of features (C, H, W). @throws UserError if an output is not as the description says */
    public synchronized Sample features(Sample image) {
        int channels = spec.mean().length;
        float[] input = new Prepared(channels, 1).planes(image, spec.input()[0], spec.input()[1]);
        int plane = spec.input()[0] * spec.input()[1];
        for (int i = 0; i < input.length; i++) {
            int c = i / plane;
            input[i] = (float) ((input[i] - spec.mean()[c]) / spec.std()[c]);
        }
        try (NDManager scope = onDevice.newSubManager()) {
            NDArray x = Torch.array(scope, input, 1, channels, spec.input()[0], spec.input()[1]);
            return stacked(image, script.forward(scope, x, List.of()));
        }
    }

    private Sample stacked(Sample image, List<NDArray> outputs) {
        int h = spec.grid()[0];
        int w = spec.grid()[1];
        float[][] levels = new float[spec.outputs().length][];
        int total = 0;
        for (int l = 0; l < levels.length; l++) {
            int index = spec.outputs()[l];
            Shape shape = index < outputs.size() ? outputs.get(index).getShape() : new Shape();
            if (shape.dimension() != 4) {
                throw new UserError(program.path() + ": expected output " + index + " to be a map (1, C, h, w), got "
                        + (index < outputs.size() ? shape.toString() : "only " + outputs.size() + " outputs"));
            }
            levels[l] = resized(outputs.get(index), h, w);
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

package io.dxmi.detect.feature;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A TorchScript network that turns an image into maps of features. */
public final class Backbone implements AutoCloseable {

    private final Path file;
    private final BackboneSpec spec;
    private final Model model;
    private final Predictor<NDList, NDList> predictor;

    /** Loads a network. @throws UserError if the file is no TorchScript module */
    public Backbone(Path file) {
        this.file = file;
        this.spec = BackboneSpec.read(BackboneSpec.beside(file));
        if (!Files.isRegularFile(file)) throw new UserError("expected a TorchScript backbone at " + file);
        this.model = Model.newInstance("backbone", "PyTorch");
        try {
            model.load(file.toAbsolutePath().getParent(), file.getFileName().toString());
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UserError(file + ": expected a TorchScript module: " + why, e);
        }
        predictor = model.newPredictor(new NoopTranslator(null));
    }

    public Path file() {
        return file;
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
        try (NDManager scope = model.getNDManager().newSubManager()) {
            NDArray x = scope.create(input, new Shape(1, channels, spec.input()[0], spec.input()[1]));
            return stacked(image, predictor.predict(new NDList(x)));
        } catch (TranslateException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UserError(file + ": failed on an image of the described input size: " + why, e);
        }
    }

    private Sample stacked(Sample image, NDList outputs) {
        int h = spec.grid()[0];
        int w = spec.grid()[1];
        float[][] levels = new float[spec.outputs().length][];
        int total = 0;
        for (int l = 0; l < levels.length; l++) {
            int index = spec.outputs()[l];
            Shape shape = index < outputs.size() ? outputs.get(index).getShape() : new Shape();
            if (shape.dimension() != 4) {
                throw new UserError(file + ": expected output " + index + " to be a map (1, C, h, w), got "
                        + (index < outputs.size() ? shape.toString() : "only " + outputs.size() + " outputs"));
            }
            levels[l] = resized(outputs.get(index), h, w);
            total += levels[l].length;
        }
        outputs.close();
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
        predictor.close();
        model.close();
    }
}

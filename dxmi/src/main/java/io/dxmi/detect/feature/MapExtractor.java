package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;

/** A precomputed map of features (C, H, W), one vector for each of its places. */
public record MapExtractor(long[] shape, Projection projection) implements Extractor {

    @Override
    public int dimensions() {
        return projection.outputs();
    }

    @Override
    public int rows() {
        return (int) shape[1];
    }

    @Override
    public int columns() {
        return (int) shape[2];
    }

    /** (H * W, C). @throws UserError if the map is of another shape */
    public static float[] places(Sample sample, long[] shape) {
        if (!Arrays.equals(sample.shape(), shape)) {
            throw new UserError(sample.name() + " has features of shape " + Arrays.toString(sample.shape())
                    + ", but the model was fitted on " + Arrays.toString(shape));
        }
        int channels = (int) shape[0];
        int places = (int) (shape[1] * shape[2]);
        float[] out = new float[channels * places];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < places; i++) out[i * channels + c] = sample.values()[c * places + i];
        }
        return out;
    }

    @Override
    public float[] of(Sample sample) {
        return projection.of(places(sample, shape));
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return projection.tensors();
    }
}

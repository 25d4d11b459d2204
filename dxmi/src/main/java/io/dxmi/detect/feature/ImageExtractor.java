package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.HashMap;
import java.util.Map;

/**
 * The built-in extractor: fixed descriptors, then components and position learned from normal images alone. Large images
 * have one vector for each place; small ones, whose parts say little, a single vector for all places together.
 *
 * @param whole whether the descriptors of all places make one vector
 * @param position weight of a place's coordinates among its features, per cell; 0 where place does not matter
 */
public record ImageExtractor(
        Prepared prepared, Descriptors descriptors, Projection projection, boolean whole, double position)
        implements Extractor {

    @Override
    public int dimensions() {
        return projection.outputs() + (position > 0 ? 2 : 0);
    }

    @Override
    public int rows() {
        return whole ? 1 : descriptors.grid();
    }

    @Override
    public int columns() {
        return rows();
    }

    /** Before the learned part: (places, inputs of the projection). */
    public static float[] raw(Prepared prepared, Descriptors descriptors, Sample sample) {
        return descriptors.of(prepared.of(sample));
    }

    @Override
    public float[] of(Sample sample) {
        return placed(projection.of(raw(prepared, descriptors, sample)));
    }

    /** With coordinates beside the components. */
    private float[] placed(float[] components) {
        if (position == 0) return components;
        int k = projection.outputs();
        int places = rows() * columns();
        float[] out = new float[places * (k + 2)];
        for (int i = 0; i < places; i++) {
            System.arraycopy(components, i * k, out, i * (k + 2), k);
            int row = i / columns();
            int column = i % columns();
            out[i * (k + 2) + k] = (float) (position * row);
            out[i * (k + 2) + k + 1] = (float) (position * column);
        }
        return out;
    }

    public ImageExtractor withPosition(double weight) {
        return new ImageExtractor(prepared, descriptors, projection, whole, weight);
    }

    @Override
    public Map<String, HostTensor> tensors() {
        Map<String, HostTensor> out = new HashMap<>(projection.tensors());
        out.put(
                "extractor.sizes",
                HostTensor.of(
                        new long[] {
                            prepared.channels(),
                            prepared.size(),
                            descriptors.grid(),
                            descriptors.levels(),
                            whole ? 1 : 0
                        },
                        5));
        out.put("extractor.scales", HostTensor.of(new double[] {descriptors.sigma(), position}, 2));
        return out;
    }

    /** Inverse of {@link #tensors}. */
    public static ImageExtractor of(long[] sizes, double[] scales, Projection projection) {
        Prepared prepared = new Prepared((int) sizes[0], (int) sizes[1]);
        Descriptors descriptors =
                new Descriptors((int) sizes[0], (int) sizes[1], (int) sizes[2], (int) sizes[3], scales[0]);
        return new ImageExtractor(prepared, descriptors, projection, sizes[4] == 1, scales[1]);
    }
}

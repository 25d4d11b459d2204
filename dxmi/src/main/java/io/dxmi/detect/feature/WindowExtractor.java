package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A window of a time series: its rows, each channel standardised over the whole series. A wide window becomes its principal
 * components and the length of what they leave out.
 *
 * @param window rows
 * @param mean of each channel, (C)
 * @param sd standard deviation of each channel, (C)
 * @param projection of (window * C) values, or null if these are the features
 */
public record WindowExtractor(int window, double[] mean, double[] sd, Projection projection) implements Extractor {

    /** Wider windows are projected to so many components. */
    public static final int WIDEST = 128;

    /**
     * Learns the projection if the windows are wide.
     *
     * @param windows standardised, (n, window * C)
     */
    public static WindowExtractor fit(int window, double[] mean, double[] sd, float[] windows) {
        int width = window * mean.length;
        Projection projection = width <= WIDEST ? null : Projection.fit(windows, width, WIDEST, 0);
        return new WindowExtractor(window, mean, sd, projection);
    }

    public int channels() {
        return mean.length;
    }

    /** Values of a window. */
    public int width() {
        return window * channels();
    }

    /** A value of a channel, standardised. */
    public float standardised(double value, int channel) {
        return (float) ((value - mean[channel]) / sd[channel]);
    }

    @Override
    public int dimensions() {
        return projection == null ? width() : projection.outputs() + 1;
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int columns() {
        return 1;
    }

    /** Features of the raw values (window, C) of a sample. */
    @Override
    public float[] of(Sample sample) {
        float[] values = sample.values();
        if (values.length != width()) {
            throw new UserError(
                    sample.name() + " has " + values.length + " values, but the model was fitted on windows of "
                            + window + " rows with " + channels() + " channels");
        }
        float[] standard = new float[values.length];
        for (int i = 0; i < values.length; i++) standard[i] = standardised(values[i], i % channels());
        return of(standard);
    }

    /** Features of standardised windows, (n, window * C) to (n, dimensions). */
    public float[] of(float[] windows) {
        if (projection == null) return windows;
        int n = windows.length / width();
        int kept = projection.outputs();
        double scale = squares(projection.rows(), 0, width(), null);
        float[] components = projection.of(windows);
        float[] out = new float[n * (kept + 1)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(components, i * kept, out, i * (kept + 1), kept);
            double whole = scale * squares(windows, i * width(), width(), projection.mean());
            double inside = squares(components, i * kept, kept, null);
            out[i * (kept + 1) + kept] = (float) Math.sqrt(Math.max(0, whole - inside));
        }
        return out;
    }

    /** The squared length of a part, less the centre if there is one. */
    private static double squares(float[] values, int from, int count, float[] centre) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
            double difference = centre == null ? values[from + j] : values[from + j] - centre[j];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public Map<String, HostTensor> tensors() {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        all.put("series.mean", HostTensor.of(mean, mean.length));
        all.put("series.sd", HostTensor.of(sd, sd.length));
        if (projection != null) all.putAll(projection.tensors());
        return all;
    }
}

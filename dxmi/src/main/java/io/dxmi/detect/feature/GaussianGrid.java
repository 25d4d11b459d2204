package io.dxmi.detect.feature;

/**
 * Gaussian windows whose centres lie evenly over an image: each output is a weighted mean around its centre.
 *
 * @param weights (outputs, inputs), each row sums to 1
 */
public record GaussianGrid(float[][] weights) {

    /**
     * Windows over a line of inputs.
     *
     * @param sigma in input pixels
     */
    public static GaussianGrid of(int inputs, int outputs, double sigma) {
        float[][] weights = new float[outputs][inputs];
        for (int o = 0; o < outputs; o++) {
            double centre = (o + 0.5) * inputs / outputs - 0.5;
            double total = 0;
            double[] row = new double[inputs];
            for (int i = 0; i < inputs; i++) {
                double z = (i - centre) / sigma;
                row[i] = Math.abs(z) > 4 && Math.abs(i - centre) > 1 ? 0 : Math.exp(-0.5 * z * z);
                total += row[i];
            }
            for (int i = 0; i < inputs; i++) weights[o][i] = (float) (row[i] / total);
        }
        return new GaussianGrid(weights);
    }

    /** A square plane (inputs, inputs) to (outputs, outputs). */
    public float[] of(float[] plane) {
        int n = weights[0].length;
        int m = weights.length;
        float[] half = new float[m * n];
        for (int o = 0; o < m; o++) {
            for (int y = 0; y < n; y++) {
                float w = weights[o][y];
                if (w == 0) continue;
                for (int x = 0; x < n; x++) half[o * n + x] += w * plane[y * n + x];
            }
        }
        float[] out = new float[m * m];
        for (int r = 0; r < m; r++) {
            for (int o = 0; o < m; o++) {
                float sum = 0;
                for (int x = 0; x < n; x++) sum += weights[o][x] * half[r * n + x];
                out[r * m + o] = sum;
            }
        }
        return out;
    }
}

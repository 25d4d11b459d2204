package io.dxmi.detect.feature;

import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A linear map onto principal components, {@code rows (x - mean)}.
 *
 * @param mean (inputs)
 * @param rows (outputs, inputs), scaled
 */
public record Projection(float[] mean, float[] rows) {

    /** Added to each variance before whitening, as a share of the mean variance: directions of noise stay small. */
    private static final double SHRINKAGE = 0.02;

    /** Directions of a smaller share of the mean variance are none. */
    private static final double NO_VARIANCE = 1e-12;

    /**
     * Learns the components.
     *
     * @param values (n, inputs)
     * @param most components
     * @param whitening 0 keeps the components' own scales, up to one common factor that makes their mean variance 1; 1
     *     gives each a variance of about 1
     */
    public static Projection fit(float[] values, int inputs, int most, double whitening) {
        int n = values.length / inputs;
        double[] mean = new double[inputs];
        for (int i = 0; i < values.length; i++) mean[i % inputs] += (double) values[i] / n;
        boolean few = n < inputs;
        DMatrixRMaj matrix = few ? gram(values, inputs, mean) : covariance(values, inputs, mean);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(matrix.numRows, true, true);
        if (!eigen.decompose(matrix)) throw new IllegalStateException("no eigenvectors of a covariance");
        Integer[] order = new Integer[matrix.numRows];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(eigen.getEigenvalue(b).real, eigen.getEigenvalue(a).real));
        int kept = Math.min(most, Math.min(inputs, Math.max(1, n - 1)));
        double total = 0;
        for (int k = 0; k < kept; k++) total += Math.max(0, eigen.getEigenvalue(order[k]).real);
        double average = Math.max(total / kept, 1e-12);
        float[] rows = new float[kept * inputs];
        for (int k = 0; k < kept; k++) {
            double variance = Math.max(0, eigen.getEigenvalue(order[k]).real) / average;
            double scale = Math.pow(variance + SHRINKAGE, -whitening / 2) / Math.sqrt(average);
            double[] vector = eigen.getEigenVector(order[k]).data;
            if (few) vector = direction(vector, values, mean, variance);
            double sign = vector[largest(vector)] < 0 ? -scale : scale;
            for (int j = 0; j < inputs; j++) rows[k * inputs + j] = (float) (sign * vector[j]);
        }
        float[] centre = new float[inputs];
        for (int j = 0; j < inputs; j++) centre[j] = (float) mean[j];
        return new Projection(centre, rows);
    }

    /**
     * Blocks of the inputs, each whitened by itself, and then scaled so that its part of the mean squared length is its
     * share, however many inputs it has. The mean variance of all outputs is 1.
     *
     * @param values (n, sum of the widths)
     * @param shares of the squared distance, above 0
     */
    public static Projection ofBlocks(float[] values, int[] widths, double[] shares) {
        int inputs = Arrays.stream(widths).sum();
        double sum = Arrays.stream(shares).sum();
        float[] mean = new float[inputs];
        List<float[]> rows = new ArrayList<>();
        int from = 0;
        for (int b = 0; b < widths.length; b++) {
            int width = widths[b];
            Projection block = fit(columns(values, inputs, from, width), width, width, 1);
            System.arraycopy(block.mean, 0, mean, from, width);
            float[] whitened = block.of(columns(values, inputs, from, width));
            double square = 0;
            for (float v : whitened) square += (double) v * v * inputs / values.length;
            float scale = (float) Math.sqrt(shares[b] / sum * inputs / Math.max(square, NO_VARIANCE));
            for (int k = 0; k < block.outputs(); k++) {
                float[] row = new float[inputs];
                for (int j = 0; j < width; j++) row[from + j] = scale * block.rows[k * width + j];
                rows.add(row);
            }
            from += width;
        }
        float[] all = new float[rows.size() * inputs];
        for (int k = 0; k < rows.size(); k++) System.arraycopy(rows.get(k), 0, all, k * inputs, inputs);
        return new Projection(mean, all);
    }

    private static float[] columns(float[] values, int inputs, int from, int width) {
        int n = values.length / inputs;
        float[] out = new float[n * width];
        for (int i = 0; i < n; i++) System.arraycopy(values, i * inputs + from, out, i * width, width);
        return out;
    }

    private static DMatrixRMaj covariance(float[] values, int inputs, double[] mean) {
        double[][] sums = new double[inputs][inputs];
        double[] x = new double[inputs];
        int n = values.length / inputs;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < inputs; j++) x[j] = values[i * inputs + j] - mean[j];
            for (int j = 0; j < inputs; j++) {
                double[] row = sums[j];
                double xj = x[j];
                for (int k = 0; k <= j; k++) row[k] += xj * x[k];
            }
        }
        DMatrixRMaj out = new DMatrixRMaj(inputs, inputs);
        for (int j = 0; j < inputs; j++) {
            for (int k = 0; k <= j; k++) {
                out.set(j, k, sums[j][k] / n);
                out.set(k, j, sums[j][k] / n);
            }
        }
        return out;
    }

    /** Products of the rows with each other, (n, n): of few rows it has the eigenvalues of their covariance. */
    private static DMatrixRMaj gram(float[] values, int inputs, double[] mean) {
        int n = values.length / inputs;
        double[] centred = new double[values.length];
        for (int i = 0; i < values.length; i++) centred[i] = values[i] - mean[i % inputs];
        DMatrixRMaj out = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k <= i; k++) {
                double sum = 0;
                for (int j = 0; j < inputs; j++) sum += centred[i * inputs + j] * centred[k * inputs + j];
                out.set(i, k, sum / n);
                out.set(k, i, sum / n);
            }
        }
        return out;
    }

    /**
     * The eigenvector of the covariance that belongs to one of the Gram matrix, of length 1; 0 where the rows do not vary.
     *
     * @param weights of the rows, (n)
     * @param variance relative to the mean one
     */
    private static double[] direction(double[] weights, float[] values, double[] mean, double variance) {
        int inputs = mean.length;
        double[] out = new double[inputs];
        if (variance < NO_VARIANCE) return out;
        for (int i = 0; i < values.length; i++) out[i % inputs] += weights[i / inputs] * (values[i] - mean[i % inputs]);
        double length = Math.sqrt(Arrays.stream(out).map(v -> v * v).sum());
        for (int j = 0; j < inputs && length > 0; j++) out[j] /= length;
        return out;
    }

    private static int largest(double[] vector) {
        int at = 0;
        for (int i = 1; i < vector.length; i++) {
            if (Math.abs(vector[i]) > Math.abs(vector[at])) at = i;
        }
        return at;
    }

    public int inputs() {
        return mean.length;
    }

    public int outputs() {
        return rows.length / mean.length;
    }

    /** (n, inputs) to (n, outputs). */
    public float[] of(float[] values) {
        int in = inputs();
        int out = outputs();
        int n = values.length / in;
        float[] result = new float[n * out];
        float[] x = new float[in];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < in; j++) x[j] = values[i * in + j] - mean[j];
            for (int k = 0; k < out; k++) result[i * out + k] = (float) dot(x, rows, k * in);
        }
        return result;
    }

    private static double dot(float[] x, float[] w, int offset) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 4 <= x.length; j += 4) {
            a += x[j] * w[offset + j];
            b += x[j + 1] * w[offset + j + 1];
            c += x[j + 2] * w[offset + j + 2];
            d += x[j + 3] * w[offset + j + 3];
        }
        for (; j < x.length; j++) a += x[j] * w[offset + j];
        return a + b + c + d;
    }

    public Map<String, HostTensor> tensors() {
        return Map.of(
                "projection.mean", HostTensor.of(mean, inputs()),
                "projection.rows", HostTensor.of(rows, outputs(), inputs()));
    }
}

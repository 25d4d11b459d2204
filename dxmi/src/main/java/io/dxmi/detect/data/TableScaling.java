package io.dxmi.detect.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * From the features of a row to standardised numbers: missing values become the feature's median, then mean 0 and standard
 * deviation 1. A feature that never varies is centred only. Values are centred in double precision; models of version 0.1
 * were in single precision and stay so, to the last bit.
 *
 * @param columns names of the features, in the order of the numbers
 * @param named whether the names came from a header, so that another file may order its columns otherwise
 * @param single whether arithmetic is in single precision
 */
public record TableScaling(
        List<String> columns, boolean named, double[] median, double[] mean, double[] sd, boolean single) {

    /**
     * Learns the scaling.
     *
     * @param rows (rows, columns), NaN where missing
     * @param weights what each standardised feature counts, or null if all count the same
     * @throws UserError if a column has no value at all
     */
    public static TableScaling fit(
            String where, List<String> columns, boolean named, double[][] rows, double[] weights) {
        int d = columns.size();
        int n = rows.length;
        double[] median = new double[d];
        double[] mean = new double[d];
        double[] sd = new double[d];
        for (int j = 0; j < d; j++) {
            double[] present = new double[n];
            int count = 0;
            for (double[] row : rows) if (!Double.isNaN(row[j])) present[count++] = row[j];
            if (count == 0) {
                throw new UserError(where + ": column " + columns.get(j) + " has no value in the " + n
                        + " rows to fit on; leave it out with " + UserError.parameter("drop") + " " + columns.get(j));
            }
            present = Arrays.copyOf(present, count);
            Arrays.sort(present);
            double middle = (present[(count - 1) / 2] + present[count / 2]) / 2;
            double origin = present[0]; // sums of differences keep what sums of large numbers lose
            double sum = (n - count) * (middle - origin);
            for (double v : present) sum += v - origin;
            double m = origin + sum / n;
            double squares = (n - count) * (middle - m) * (middle - m);
            for (double v : present) squares += (v - m) * (v - m);
            median[j] = middle;
            mean[j] = m;
            double deviation = Math.sqrt(squares / n);
            sd[j] = deviation > 1e-12 * Math.abs(m) ? deviation : 0;
        }
        if (weights == null && shareOneUnit(rows)) Arrays.fill(sd, rootMeanSquare(sd));
        for (int j = 0; j < d; j++) {
            if (sd[j] == 0) sd[j] = 1;
            if (weights != null) sd[j] /= weights[j];
        }
        return new TableScaling(columns, named, median, mean, sd, false);
    }

    /** Of fewer columns, a common least value such as 0 and a few common greatest ones do not tell a common scale. */
    private static final int MANY = 16;

    /**
     * Whether the columns are counts or readings on one scale, such as pixels. Standardising each would then blow up those
     * that hardly ever vary. Of at least {@value #MANY} columns, nine tenths must begin at the least value of all and one half
     * must reach the greatest; of fewer columns, all must.
     */
    static boolean shareOneUnit(double[][] rows) {
        int d = rows[0].length;
        double[] least = new double[d];
        double[] most = new double[d];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        for (double[] row : rows) {
            for (int j = 0; j < d; j++) {
                if (Double.isNaN(row[j])) continue;
                least[j] = Math.min(least[j], row[j]);
                most[j] = Math.max(most[j], row[j]);
            }
        }
        boolean many = d >= MANY;
        return d > 1 && atEnd(least, false) >= (many ? 0.9 : 1) * d && atEnd(most, true) >= (many ? 0.5 : 1) * d;
    }

    /** How many of the values equal the extreme one. */
    private static long atEnd(double[] values, boolean high) {
        double extreme = values[0];
        for (double v : values) extreme = high ? Math.max(extreme, v) : Math.min(extreme, v);
        long count = 0;
        for (double v : values) if (v == extreme) count++;
        return count;
    }

    private static double rootMeanSquare(double[] sd) {
        double sum = 0;
        for (double v : sd) sum += v * v;
        return Math.sqrt(sum / sd.length);
    }

    /** (columns) standardised, nothing missing. */
    public float[] apply(double[] row) {
        float[] out = new float[row.length];
        for (int j = 0; j < row.length; j++) {
            double v = Double.isNaN(row[j]) ? median[j] : row[j];
            out[j] = single ? ((float) v - (float) mean[j]) / (float) sd[j] : (float) ((v - mean[j]) / sd[j]);
        }
        return out;
    }

    /** (rows * columns) standardised. */
    public float[] apply(double[][] rows) {
        float[] out = new float[rows.length * columns.size()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(apply(rows[i]), 0, out, i * columns.size(), columns.size());
        }
        return out;
    }

    /** A scaling from {@link #tensors}. */
    public static TableScaling of(
            List<String> columns, boolean named, HostTensor median, HostTensor mean, HostTensor sd) {
        return new TableScaling(
                columns, named, median.toDoubles(), mean.toDoubles(), sd.toDoubles(), mean.dtype() == DType.F32);
    }

    public Map<String, HostTensor> tensors() {
        long d = columns.size();
        return Map.of(
                "table.median", HostTensor.of(median, d),
                "table.mean", HostTensor.of(mean, d),
                "table.sd", HostTensor.of(sd, d));
    }
}

package io.dxmi.detect.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From the columns of a table to standardised numbers: missing values become the column's median, then mean 0 and standard
 * deviation 1. A column that never varies is centred only.
 *
 * @param columns names, in the order of the numbers
 * @param named whether the names came from a header, so that another file may order its columns otherwise
 */
public record TableScaling(List<String> columns, boolean named, float[] median, float[] mean, float[] sd) {

    /**
     * Learns the scaling.
     *
     * @param values (rows, columns), NaN where missing
     * @throws UserError if a column has no value at all
     */
    public static TableScaling fit(String where, List<String> columns, boolean named, float[] values) {
        int d = columns.size();
        int n = values.length / d;
        float[] median = new float[d];
        float[] mean = new float[d];
        float[] sd = new float[d];
        for (int j = 0; j < d; j++) {
            double[] present = new double[n];
            int count = 0;
            for (int i = 0; i < n; i++) {
                float v = values[i * d + j];
                if (!Float.isNaN(v)) present[count++] = v;
            }
            if (count == 0) {
                throw new UserError(where + ": column " + columns.get(j) + " has no value in the " + n
                        + " rows to fit on; leave it out with " + UserError.parameter("drop") + " " + columns.get(j));
            }
            present = Arrays.copyOf(present, count);
            Arrays.sort(present);
            double middle = (present[(count - 1) / 2] + present[count / 2]) / 2;
            double sum = Arrays.stream(present).sum() + (n - count) * middle;
            double m = sum / n;
            double squares = (n - count) * (middle - m) * (middle - m);
            for (double v : present) squares += (v - m) * (v - m);
            median[j] = (float) middle;
            mean[j] = (float) m;
            double deviation = Math.sqrt(squares / n);
            sd[j] = deviation > 1e-6 * Math.abs(m) && deviation > 0 ? (float) deviation : 0;
        }
        if (shareOneUnit(values, d)) Arrays.fill(sd, (float) rootMeanSquare(sd));
        for (int j = 0; j < d; j++) if (sd[j] == 0) sd[j] = 1;
        return new TableScaling(columns, named, median, mean, sd);
    }

    /**
     * Whether the columns are counts or readings on one scale, such as pixels: nearly all begin at the same least value and
     * most reach the same greatest. Standardising each would then blow up those that hardly ever vary.
     */
    private static boolean shareOneUnit(float[] values, int d) {
        float[] least = new float[d];
        float[] most = new float[d];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) continue;
            least[i % d] = Math.min(least[i % d], values[i]);
            most[i % d] = Math.max(most[i % d], values[i]);
        }
        return d > 1 && atEnd(least, false) >= 0.9 * d && atEnd(most, true) >= 0.5 * d;
    }

    /** How many of the values equal the extreme one. */
    private static long atEnd(float[] values, boolean high) {
        float extreme = values[0];
        for (float v : values) extreme = high ? Math.max(extreme, v) : Math.min(extreme, v);
        long count = 0;
        for (float v : values) if (v == extreme) count++;
        return count;
    }

    private static double rootMeanSquare(float[] sd) {
        double sum = 0;
        for (float v : sd) sum += (double) v * v;
        return Math.sqrt(sum / sd.length);
    }

    /** (rows, columns) standardised, nothing missing. */
    public float[] apply(float[] values) {
        int d = columns.size();
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int j = i % d;
            out[i] = ((Float.isNaN(values[i]) ? median[j] : values[i]) - mean[j]) / sd[j];
        }
        return out;
    }

    /** The model's columns of a table, (rows, columns), NaN where missing. @throws UserError if one is lacking */
    public float[] read(Table table, List<String> besides) {
        int[] all = new int[table.rows().size()];
        Arrays.setAll(all, i -> i);
        if (named && table.header()) {
            Set<String> names = Set.copyOf(table.names());
            for (String column : columns) {
                if (!names.contains(column)) {
                    throw new UserError(table.where() + " lacks column " + column + ", one of the " + columns.size()
                            + " that the model was fitted on");
                }
            }
            return table.numbers(columns, all);
        }
        List<String> present = new ArrayList<>(table.names());
        present.removeAll(besides);
        if (present.size() != columns.size()) {
            throw new UserError(table.where() + " has " + present.size()
                    + " columns of features, but the model was fitted on " + columns.size());
        }
        return table.numbers(present, all);
    }

    public Map<String, HostTensor> tensors() {
        long d = columns.size();
        return Map.of(
                "table.median", HostTensor.of(median, d),
                "table.mean", HostTensor.of(mean, d),
                "table.sd", HostTensor.of(sd, d));
    }
}

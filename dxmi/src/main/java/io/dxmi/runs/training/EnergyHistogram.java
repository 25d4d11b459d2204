package io.dxmi.runs.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The energies of data and of samples, counted in the same bins. */
final class EnergyHistogram {

    private static final int BINS = 40;

    private EnergyHistogram() {}

    /**
     * A row of histograms.jsonl: {@code name}, {@code edges} (bins + 1), {@code data} and {@code samples} (bins). The bins are
     * equal and span both sets; energies that are not finite are left out.
     */
    static Map<String, Object> of(double[] data, double[] samples) {
        double[] all = DoubleStream.concat(Arrays.stream(data), Arrays.stream(samples))
                .filter(Double::isFinite)
                .toArray();
        double least = Arrays.stream(all).min().orElse(0);
        double most = Arrays.stream(all).max().orElse(0);
        if (!(most - least > 0)) most = least + Math.max(1, Math.ulp(least) * BINS);
        double[] edges = new double[BINS + 1];
        for (int i = 0; i <= BINS; i++) edges[i] = least + (most - least) * i / BINS;
        edges[BINS] = most;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", "energy");
        row.put("edges", edges);
        row.put("data", counts(data, least, most));
        row.put("samples", counts(samples, least, most));
        return row;
    }

    private static int[] counts(double[] values, double least, double most) {
        int[] counts = new int[BINS];
        for (double value : values) {
            if (!Double.isFinite(value)) continue;
            int bin = (int) (BINS * ((value - least) / (most - least)));
            counts[Math.min(BINS - 1, bin)]++;
        }
        return counts;
    }
}

package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.likelihood.NeighbourEntropy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Watches a training for what its losses hide: the energy drifting away from 0 or apart from the samples, chains that do not
 * move, a sampler that collapses. Each is named once, with its remedy, when it lasts.
 */
public final class Monitor {

    /** Rows that the entropy is estimated from: its cost grows with their square. */
    private static final int ROWS = 256;

    private static final int NEIGHBOUR = 5;

    /** Looks that a symptom must last before it counts. */
    private static final int PATIENCE = 5;

    /** Energies of this size have drifted: a density over a unit-scale space spans tens of nats. */
    private static final double DRIFT = 1e3;

    /** Nats between data and negatives beyond which one of the two no longer learns from the other. */
    private static final double APART = 30;

    /** A sampler that has lost so many nats per dimension against the data has collapsed. */
    private static final double COLLAPSE = 1;

    private static final double STUCK = 0.1;

    private final int every;
    private final int dimensions;
    private final Map<String, Integer> lasting = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param every iterations from one look to the next */
    public Monitor(int every, long[] sampleShape) {
        this.every = every;
        this.dimensions = Math.toIntExact(Arrays.stream(sampleShape).reduce(1, Math::multiplyExact));
    }

    void see(long i, NDArray data, NDArray samples, Map<String, Double> row) {
        double difference = row.getOrDefault("energy/energy_data", 0.0) - row.getOrDefault("energy/energy_sample", 0.0);
        row.put("energy/difference", difference);
        if ((i + 1) % every != 0) return;
        double ours = entropy(samples);
        double theirs = entropy(data);
        if (Double.isFinite(ours)) row.put("negatives/entropy", ours);
        if (Double.isFinite(theirs)) row.put("data/entropy", theirs);
        double magnitude = Math.sqrt(row.getOrDefault("energy/energy_magnitude", 0.0));
        look(
                magnitude > DRIFT,
                String.format(
                        Locale.ROOT,
                        "blow-up: energies have reached %.3g nats; lower the energy's learning rate, or raise gamma",
                        magnitude));
        look(
                difference < -APART,
                String.format(
                                Locale.ROOT,
                                "negatives lag behind: their energy is %.3g nats above the data's; slow the energy down, or give the",
                                -difference)
                        + " chains more steps (the sampler a higher rate)");
        look(
                difference > APART,
                String.format(
                                Locale.ROOT,
                                "negatives run away: their energy is %.3g nats below the data's; take smaller chain steps, slow the",
                                difference)
                        + " sampler down, or raise gamma");
        look(
                row.getOrDefault("negatives/acceptance", 1.0) < STUCK,
                "chains are stuck: fewer than 1 in 10 steps is accepted; take smaller chain steps");
        look(
                ours < theirs - COLLAPSE * dimensions,
                String.format(
                                Locale.ROOT,
                                "collapse: the negatives' entropy is %.3g nats below the data's; raise tau or the chains' noise, slow the",
                                theirs - ours)
                        + " sampler down, or restart more chains");
    }

    /** Minus infinity if rows coincide; not a number if there are too few. */
    private double entropy(NDArray rows) {
        float[] values = rows.toFloatArray();
        int n = Math.min(ROWS, values.length / dimensions);
        if (n <= NEIGHBOUR) return Double.NaN;
        return NeighbourEntropy.of(Arrays.copyOf(values, n * dimensions), dimensions, NEIGHBOUR);
    }

    private void look(boolean ill, String what) {
        String name = what.substring(0, what.indexOf(':'));
        int times = ill ? lasting.merge(name, 1, Integer::sum) : 0;
        if (!ill) lasting.remove(name);
        if (times == PATIENCE) warnings.add(what);
    }

    /** What has lasted, one line each; a symptom that comes back is named again. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}

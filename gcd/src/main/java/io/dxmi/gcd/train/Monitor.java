package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.likelihood.NeighbourEntropy;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Row;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Watches a training for what its losses hide: energies that blow up or come apart, chains that do not move, a sampler that
 * collapses. A symptom that lasts is named once, with its remedy.
 *
 * <p>Limits of energies are in nats per dimension, times the temperature tau: {@code exp(-E / tau)} is the density, and the
 * log-density of a vector spans a range that grows with its dimensions. DxMI's energies are costs per dimension, hence {@code
 * tau = tau1 / D} and limits of {@code tau1} times the nats per dimension; GCD's energies are nats of the whole vector.
 */
public final class Monitor {

    /** Rows that the entropy is estimated from: its cost grows with their square. */
    private static final int ROWS = 256;

    private static final int NEIGHBOUR = 5;

    /** Observations that a symptom must last before it counts. */
    private static final int PATIENCE = 5;

    /** Energies of this size, nats per dimension, have blown up: a density over a unit-scale space spans tens of nats. */
    private static final double BLOW_UP = 500;

    /** Nats per dimension between data and negatives beyond which neither learns from the other. */
    private static final double APART = 15;

    /** A sampler that has lost so many nats per dimension against the data has collapsed. */
    private static final double COLLAPSE = 1;

    private static final double STUCK = 0.1;

    /** A way to go wrong; its number stands for it in the state. */
    private enum Symptom {
        BLOW_UP(
                0,
                "blow-up: energies have reached %.3g times the temperature; lower the energy's learning rate, or raise"
                        + " gamma"),
        LAG(
                1,
                "negatives lag behind: their energy is %.3g times the temperature above the data's; lower the energy's learning"
                        + " rate, or give the chains more steps; a sampler lags if its rate is too low, and if it is so high that its"
                        + " samples leave the data"),
        LEAD(
                2,
                "negatives run away: their energy is %.3g times the temperature below the data's; take smaller chain"
                        + " steps, slow the sampler down, or raise gamma"),
        STUCK(3, "chains are stuck: %.3g of their steps are accepted; take smaller chain steps"),
        COLLAPSE(
                4,
                "collapse: the negatives' entropy is %.3g nats below the data's; raise tau or the chains' noise, slow"
                        + " the sampler down, or restart more chains");

        final int number;
        final String text;

        Symptom(int number, String text) {
            this.number = number;
            this.text = text;
        }

        static Symptom of(int number) {
            return Arrays.stream(values())
                    .filter(s -> s.number == number)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private record Warning(Symptom symptom, double value) {
        String text() {
            return String.format(Locale.ROOT, symptom.text, value);
        }
    }

    private final int every;
    private final int lagPatience;
    private final int dimensions;
    private final double temperature;
    private final int[] lasting = new int[Symptom.values().length];
    private final List<Warning> warnings = new ArrayList<>();

    /**
     * A monitor that has seen nothing, of a training of any length.
     *
     * @param every iterations from one observation to the next
     * @param temperature tau in {@code exp(-E / tau)}, the energy's units per nat of the whole vector, positive
     */
    public Monitor(int every, long[] sampleShape, double temperature) {
        this(every, 0, sampleShape, temperature);
    }

    /**
     * A monitor of a training of known length. Negatives can lag behind in a healthy start: the energy learns at once to tell
     * data from the samples of a pre-trained sampler, which then has to catch up. On digits this takes more than a quarter of
     * the training; with the energy's rate 20 times as large the lag stays to the end. So a lag counts once it has been present
     * in half as many observations as the training has, those without it taken off.
     *
     * @param iterations of the whole training
     */
    public Monitor(int every, long iterations, long[] sampleShape, double temperature) {
        if (!(temperature > 0)) throw new IllegalArgumentException("temperature must be positive, got " + temperature);
        this.every = every;
        this.lagPatience = (int) Math.max(PATIENCE, iterations / every / 2);
        this.dimensions = Math.toIntExact(Arrays.stream(sampleShape).reduce(1, Math::multiplyExact));
        this.temperature = temperature;
    }

    /** Adds the difference of the energies to the row and, every so many iterations, both entropies and what is wrong. */
    void observe(long i, NDArray data, NDArray samples, Row row) {
        row.change(known -> known.put(
                "energy/difference",
                known.getOrDefault("energy/energy_data", 0.0) - known.getOrDefault("energy/energy_sample", 0.0)));
        if ((i + 1) % every != 0) return;
        Pending<Double> ours = Pending.of(samples, this::entropy);
        row.add(ours.with(Pending.of(data, this::entropy), List::of), (known, both) -> {
            if (Double.isFinite(both.get(0))) known.put("negatives/entropy", both.get(0));
            if (Double.isFinite(both.get(1))) known.put("data/entropy", both.get(1));
            look(known, both.get(0), both.get(1));
        });
    }

    /** Looks at a row of {@code metrics.jsonl} that has {@code data/entropy}; without {@code negatives/entropy} rows coincide. */
    public void look(Map<String, Double> row) {
        double ours = row.getOrDefault("negatives/entropy", Double.NEGATIVE_INFINITY);
        look(row, ours, row.getOrDefault("data/entropy", Double.NaN));
    }

    private void look(Map<String, Double> row, double ours, double theirs) {
        double difference = row.getOrDefault("energy/difference", 0.0);
        double magnitude = Math.sqrt(row.getOrDefault("energy/energy_magnitude", 0.0)) / temperature;
        double lead = difference / temperature;
        double acceptance = row.getOrDefault("negatives/acceptance", 1.0);
        note(Symptom.BLOW_UP, magnitude, magnitude > BLOW_UP * dimensions);
        note(Symptom.LAG, -lead, -lead > APART * dimensions);
        note(Symptom.LEAD, lead, lead > APART * dimensions);
        note(Symptom.STUCK, acceptance, acceptance < STUCK);
        note(Symptom.COLLAPSE, theirs - ours, ours < theirs - COLLAPSE * dimensions);
    }

    /** Minus infinity if rows coincide; not a number if there are too few. */
    private double entropy(float[] values) {
        int n = Math.min(ROWS, values.length / dimensions);
        if (n <= NEIGHBOUR) return Double.NaN;
        return NeighbourEntropy.of(Arrays.copyOf(values, n * dimensions), dimensions, NEIGHBOUR);
    }

    private void note(Symptom symptom, double value, boolean present) {
        int k = symptom.number;
        if (symptom == Symptom.LAG) {
            lasting[k] = Math.max(0, lasting[k] + (present ? 1 : -1));
            boolean named = warnings.stream().anyMatch(w -> w.symptom() == symptom);
            if (lasting[k] == lagPatience && present && !named) warnings.add(new Warning(symptom, value));
            return;
        }
        lasting[k] = present ? lasting[k] + 1 : 0;
        if (lasting[k] == PATIENCE) warnings.add(new Warning(symptom, value));
    }

    /** What has lasted, one line each; a symptom that comes back is named again, a lag once. */
    public List<String> warnings() {
        return warnings.stream().map(Warning::text).toList();
    }

    /** Counters (5) and, once there are any, warnings (n, 2): the number of a symptom and its value. */
    Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        state.put(
                StateKeys.LASTING,
                HostTensor.of(Arrays.stream(lasting).asDoubleStream().toArray(), lasting.length));
        double[] said = warnings.stream()
                .flatMapToDouble(w -> Arrays.stream(new double[] {w.symptom().number, w.value()}))
                .toArray();
        if (said.length > 0) state.put(StateKeys.WARNINGS, HostTensor.of(said, warnings.size(), 2));
        return state;
    }

    /** Puts a {@link #state} back; an empty one starts anew. */
    void restore(Map<String, HostTensor> state) {
        Arrays.fill(lasting, 0);
        warnings.clear();
        if (state.containsKey(StateKeys.LASTING)) {
            double[] counts = state.get(StateKeys.LASTING).toDoubles();
            for (int k = 0; k < lasting.length; k++) lasting[k] = (int) counts[k];
        }
        if (!state.containsKey(StateKeys.WARNINGS)) return;
        double[] said = state.get(StateKeys.WARNINGS).toDoubles();
        for (int k = 0; k < said.length; k += 2) {
            warnings.add(new Warning(Symptom.of((int) said[k]), said[k + 1]));
        }
    }
}

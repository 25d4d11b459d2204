package io.dxmi.runs.training;

import io.dxmi.config.EvaluationConfig;
import io.dxmi.eval.quality.DualBound;
import io.dxmi.eval.quality.Points;
import io.dxmi.judge.DistanceToData;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.folder.MeasuredRows;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.listing.RowReader;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured and drawn during the joint training, of the averaged weights: a distance, a picture, histograms of
 * energies, the profile of the steps; and the best checkpoint by that distance. Training is the same without.
 *
 * <p>Samples have a seed of their own and are compared with training data: the reported results, of other samples and of
 * held-out data, stay unbiased by the choice of the best.
 */
final class Measurements implements AutoCloseable {

    /** Data and as many samples of which the energy certifies a distance; the time grows with the square. */
    private static final int CERTIFIED = 256;

    private final Setup setup;
    private final RunFolder folder;
    private final EvaluationConfig rules;
    private final long seed;
    private final float[] data;
    private final DistanceToData ruler;
    private final Trained trained;
    private final Optional<StepProfile> profile;
    private final MeasuredRows histograms;
    private final MeasuredRows steps;
    private double least;

    /**
     * Prepares the measurements.
     *
     * @param from iteration that the training goes on from; what was measured after it is measured again
     */
    Measurements(Setup setup, RunFolder folder, long from, Progress progress) {
        this.setup = setup;
        this.folder = folder;
        this.rules = setup.config().evaluation();
        this.seed = Seeds.mix(setup.config().seed(), "during training");
        int n = (int) Math.min(rules.everySamples(), setup.data().size());
        this.data = setup.data().batch(seed, 0, n);
        this.ruler = setup.judge().ruler(data, progress);
        this.trained = setup.trained();
        this.profile = StepProfile.of(setup);
        this.histograms = folder.measured("histograms.jsonl", from);
        this.steps = folder.measured("steps.jsonl", from);
        this.least = from == 0 ? Double.POSITIVE_INFINITY : leastOf(folder, setup.distanceKey());
    }

    /** The record of the best, or if it is lost the rows, so that a worse one never replaces it. */
    private static double leastOf(RunFolder folder, String distance) {
        return folder.checkpoints()
                .best()
                .filter(best -> best.name().equals(distance))
                .map(BestCheckpoint::value)
                .orElseGet(() -> RowReader.read(folder.path().resolve("metrics.jsonl")).stream()
                        .filter(row -> row.path(distance).isNumber())
                        .mapToDouble(row -> row.path(distance).asDouble())
                        .min()
                        .orElse(Double.POSITIVE_INFINITY));
    }

    /** Whether the state after so many iterations is measured: in the interval, at the start and at the end. */
    boolean isDue(long iteration) {
        return iteration % rules.every() == 0
                || iteration == setup.config().trainer().iterations();
    }

    /**
     * Measures and draws.
     *
     * @param iteration finished iterations
     * @return the distance by its name; empty if a sample is not finite
     */
    Map<String, Double> measure(long iteration) {
        float[] samples = trained.sample(seed, 0, rules.everySamples(), Progress.NONE);
        for (float value : samples) {
            if (!Float.isFinite(value)) return Map.of();
        }
        Map<String, Double> row = new LinkedHashMap<>();
        double distance = ruler.distance(samples);
        row.put(setup.distanceKey(), distance);
        Path picture = folder.path().resolve("samples").resolve(iteration + ".png");
        setup.judge().draw(trained, samples, data, picture);
        if (!trained.energyReadsClasses()) {
            double[] ofData = trained.energies(data);
            double[] ofSamples = trained.energies(samples);
            histograms.add(iteration, EnergyHistogram.of(ofData, ofSamples));
            row.putAll(critic(ofData, samples, ofSamples));
        }
        profile.ifPresent(p -> steps.add(iteration, p.now(trained, seed)));
        if (distance < least) {
            least = distance;
            folder.best(new BestCheckpoint(iteration, setup.distanceKey(), distance), averages());
        }
        return row;
    }

    /** What the energy certifies as a critic, of some data and samples. */
    private Map<String, Double> critic(double[] ofData, float[] samples, double[] ofSamples) {
        int n = Math.min(CERTIFIED, Math.min(ofData.length, ofSamples.length));
        DualBound bound = DualBound.of(rows(data, n), negative(ofData, n), rows(samples, n), negative(ofSamples, n));
        Map<String, Double> found = new LinkedHashMap<>(); // Map.of has another order in each process
        found.put("critic/w1_certified", bound.certified());
        found.put("critic/lipschitz_excess", bound.excess());
        return found;
    }

    private double[][] rows(float[] flat, int n) {
        return Points.rows(Arrays.copyOf(flat, n * trained.dimensions()), trained.dimensions());
    }

    private static double[] negative(double[] energies, int n) {
        return Arrays.stream(energies, 0, n).map(energy -> -energy).toArray();
    }

    private Map<String, HostTensor> averages() {
        Map<String, HostTensor> averages = new LinkedHashMap<>();
        setup.game()
                .learners()
                .forEach(learner -> learner.average()
                        .toHost()
                        .forEach(
                                (name, tensor) -> averages.put(learner.weights().name() + "/average/" + name, tensor)));
        return averages;
    }

    @Override
    public void close() {
        ruler.close();
        trained.close();
        profile.ifPresent(StepProfile::close);
        histograms.close();
        steps.close();
    }
}

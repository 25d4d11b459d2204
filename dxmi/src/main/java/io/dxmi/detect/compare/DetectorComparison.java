package io.dxmi.detect.compare;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings.Trainer;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.report.EvaluationReport.Interval;
import io.dxmi.detect.report.ScoreMetrics;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits several detectors to a random half of the normal samples, tests them on the other half and the anomalies, and
 * repeats that with other halves. A layout with parts of its own for training and testing is one split.
 */
public final class DetectorComparison {

    private static final int RESAMPLES = 500;
    private static final double TAIL = 0.025;
    private static final int FEWEST = 20;

    private final LabelledData data;
    private final List<Contestant> contestants;
    private final int[] normal;
    private final int[] anomalies;
    private final List<int[]> training;
    private final List<int[]> testedNormal; // of each split
    private final long seed;
    private final Progress progress;

    /** A detector of the table. */
    private record Contestant(String name, FitOptions options) {}

    private DetectorComparison(
            LabelledData data, List<EnergyKind> energies, int splits, FitOptions options, Progress progress) {
        this.data = data;
        this.seed = options.seed();
        this.progress = progress;
        int[] labels = data.labels();
        normal = numbers(labels, 0);
        anomalies = numbers(labels, 1);
        training = data.given().length > 0 ? List.of(data.given()) : halves(splits);
        testedNormal = training.stream().map(this::without).toList();
        contestants = contestants(energies, options);
        boolean untested = testedNormal.stream().anyMatch(rows -> rows.length == 0);
        if (anomalies.length == 0 || normal.length < FEWEST || untested) {
            throw new UserError(data.where() + ": expected at least " + FEWEST
                    + " normal samples, some of them to test on, and one anomaly, got " + normal.length + " and "
                    + anomalies.length + "; see " + UserError.parameter("label-column")
                    + " and " + UserError.parameter("normal"));
        }
    }

    /**
     * Compares.
     *
     * @param energies in the order of the table; empty for those that suit the data
     * @param splits random halves, at least 1
     * @param options of every fit
     * @throws UserError if the data are not as expected or have no labels of both kinds
     */
    public static ComparisonReport of(
            Path data,
            TableChoice choice,
            List<EnergyKind> energies,
            int splits,
            FitOptions options,
            Progress progress) {
        if (splits < 1) throw new UserError(UserError.parameter("splits") + " must be at least 1, got " + splits);
        return new DetectorComparison(
                        LabelledData.open(data, choice, options.curves()), energies, splits, options, progress)
                .run();
    }

    private List<Contestant> contestants(List<EnergyKind> given, FitOptions options) {
        List<EnergyKind> energies = !given.isEmpty()
                ? given
                : List.of(
                        EnergyKind.KERNEL,
                        data.hasPlaces() ? EnergyKind.PATCHCORE : EnergyKind.KNN,
                        EnergyKind.IFOREST);
        List<Contestant> all = new ArrayList<>();
        if (energies.contains(EnergyKind.PATCHCORE) && !data.hasPlaces()) {
            throw new UserError(UserError.parameter("energies") + " patchcore is for samples of many places, got "
                    + data.where() + "; expected knn, the same idea for rows");
        }
        for (EnergyKind energy : energies) {
            String name = energy.name().toLowerCase(Locale.ROOT);
            FitOptions own = options.withEnergy(energy);
            if (energy == EnergyKind.KERNEL) {
                all.add(new Contestant(
                        name + ", joint training", own.withJoint(own.joint().withTrainer(Trainer.DXMI))));
                all.add(new Contestant(
                        name + ", no joint training", own.withJoint(own.joint().withTrainer(Trainer.NONE))));
            } else {
                all.add(new Contestant(name, own));
            }
        }
        return all;
    }

    private static int[] numbers(int[] labels, int wanted) {
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] != Sample.UNKNOWN && Math.min(1, labels[i]) == wanted)
                .toArray();
    }

    private List<int[]> halves(int splits) {
        return IntStream.range(0, splits)
                .mapToObj(split -> Arrays.stream(KernelFit.shuffled(normal.length, Seeds.mix(seed, "split " + split)))
                        .limit(normal.length / 2)
                        .map(i -> normal[i])
                        .sorted()
                        .toArray())
                .toList();
    }

    private ComparisonReport run() {
        Scored[][] scored = new Scored[contestants.size()][training.size()];
        double[][] times = new double[contestants.size()][2]; // seconds of fits and of scores
        int work = contestants.size() * training.size();
        progress.begin("compare", 0, work);
        for (int split = 0; split < training.size(); split++) {
            for (int c = 0; c < contestants.size(); c++) {
                scored[c][split] = scored(contestants.get(c), split, times[c]);
                progress.step("compare", split * contestants.size() + c + 1, Map.of());
            }
        }
        progress.end("compare");
        return report(scored, times);
    }

    private Scored scored(Contestant contestant, int split, double[] times) {
        FitOptions options = contestant.options().withSeed(Seeds.mix(seed, split) >>> 1);
        long started = System.nanoTime();
        try (Detector detector = data.fit(training.get(split), options, Progress.NONE)) {
            times[0] += (System.nanoTime() - started) / 1e9;
            int[] tested = tested(split);
            Samples samples = data.samples(detector);
            started = System.nanoTime();
            double[] scores = Arrays.stream(tested)
                    .mapToDouble(i -> detector.score(samples.at(i)).score())
                    .toArray();
            times[1] += (System.nanoTime() - started) / 1e9 / tested.length;
            boolean[] anomalous = new boolean[tested.length];
            for (int i = 0; i < tested.length; i++) anomalous[i] = Arrays.binarySearch(anomalies, tested[i]) >= 0;
            return Scored.of(tested, anomalous, scores);
        }
    }

    private int[] tested(int split) {
        return IntStream.concat(Arrays.stream(testedNormal.get(split)), Arrays.stream(anomalies))
                .toArray();
    }

    private ComparisonReport report(Scored[][] scored, double[][] times) {
        int splits = training.size();
        double[][] resampled = new double[contestants.size()][RESAMPLES];
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "bootstrap"));
        int[] once = new int[data.labels().length];
        Arrays.fill(once, 1);
        int[] everTested =
                testedNormal.stream().flatMapToInt(Arrays::stream).distinct().toArray();
        for (int r = 0; r < RESAMPLES; r++) {
            int[] counts = resampled(random, everTested);
            for (int c = 0; c < resampled.length; c++) resampled[c][r] = mean(scored[c], counts);
        }
        List<ComparisonReport.Row> rows = new ArrayList<>();
        double first = mean(scored[0], once);
        for (int c = 0; c < resampled.length; c++) {
            double auroc = mean(scored[c], once);
            double[] differences = new double[RESAMPLES];
            for (int r = 0; r < RESAMPLES; r++) differences[r] = resampled[c][r] - resampled[0][r];
            rows.add(new ComparisonReport.Row(
                    contestants.get(c).name(),
                    ScoreMetrics.rounded(auroc),
                    interval(resampled[c]),
                    ScoreMetrics.rounded(Arrays.stream(scored[c])
                            .mapToDouble(Scored::precision)
                            .average()
                            .orElseThrow()),
                    ScoreMetrics.rounded(auroc - first),
                    interval(differences),
                    Math.round(times[c][0] / splits * 1e3) / 1e3,
                    Math.round(times[c][1] / splits * 1e6) / 1e3));
        }
        return new ComparisonReport(
                data.where(), normal.length, anomalies.length, training.get(0).length, splits, rows);
    }

    /** How often each sample counts: drawn with replacement from the normal ones that are tested, and from the anomalies. */
    private int[] resampled(SplittableRandom random, int[] tested) {
        while (true) {
            int[] counts = new int[data.labels().length];
            random.ints(tested.length, 0, tested.length).forEach(i -> counts[tested[i]]++);
            random.ints(anomalies.length, 0, anomalies.length).forEach(i -> counts[anomalies[i]]++);
            // a split without any normal sample has no curve
            if (testedNormal.stream().allMatch(rows -> Arrays.stream(rows).anyMatch(i -> counts[i] > 0))) return counts;
        }
    }

    /** The normal samples that are not among some. */
    private int[] without(int[] trained) {
        return Arrays.stream(normal)
                .filter(i -> Arrays.binarySearch(trained, i) < 0)
                .toArray();
    }

    private static double mean(Scored[] splits, int[] counts) {
        return Arrays.stream(splits)
                .mapToDouble(split -> split.auroc(counts))
                .average()
                .orElseThrow();
    }

    private static Interval interval(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Interval(
                ScoreMetrics.rounded(sorted[(int) Math.round(TAIL * (sorted.length - 1))]),
                ScoreMetrics.rounded(sorted[(int) Math.round((1 - TAIL) * (sorted.length - 1))]));
    }
}

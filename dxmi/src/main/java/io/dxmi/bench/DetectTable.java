package io.dxmi.bench;

import io.dxmi.detect.Detection;
import io.dxmi.detect.FitOptions;
import io.dxmi.detect.JointSettings;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.run.Progress;
import java.util.Arrays;
import java.util.Locale;

/**
 * Compares the default detector with the mean distance to five neighbours and a one-class support vector machine on the
 * same splits: one line each of task, split, method, seed, AUROC, average precision and seconds.
 *
 * <p>Arguments: tasks with commas, first split, number of splits, seeds, variants with commas ({@code joint}, {@code before}
 * joint training, {@code tau0}, {@code autoencoder}).
 */
public final class DetectTable {

    /** A kernel matrix of more rows does not fit. */
    private static final int MOST_FOR_SVM = 4_000;

    private DetectTable() {}

    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[1]);
        for (String task : arguments[0].split(",", -1)) {
            for (int split = first; split < first + Integer.parseInt(arguments[2]); split++) {
                run(task, split, Trial.of(task, split), Integer.parseInt(arguments[3]), arguments[4].split(",", -1));
            }
        }
    }

    private static void run(String task, int split, Trial trial, int seeds, String[] variants) {
        boolean standardise = task.equals("wdbc");
        float[][] training = standardise ? scaled(trial.training(), trial.training()) : trial.training();
        float[][] test = standardise ? scaled(trial.test(), trial.training()) : trial.test();
        long started = System.nanoTime();
        print(task, split, "5nn", 0, trial, Neighbours.scores(training, test), started);
        started = System.nanoTime();
        float[][] fewer = training.length <= MOST_FOR_SVM ? training : Arrays.copyOf(training, MOST_FOR_SVM);
        OneClassSvm svm = new OneClassSvm(fewer, 0.5, OneClassSvm.scaleGamma(fewer));
        print(task, split, "svm", 0, trial, svm.scores(test), started);
        for (int seed = 0; seed < seeds; seed++) {
            for (String variant : variants) {
                started = System.nanoTime();
                double[] scores = Detection.scores(
                        trial.kind(),
                        trial.samples(trial.training()),
                        trial.samples(trial.test()),
                        options(variant, seed),
                        Progress.NONE);
                print(task, split, variant, seed, trial, scores, started);
            }
        }
    }

    private static FitOptions options(String variant, int seed) {
        FitOptions options = FitOptions.defaults(seed);
        JointSettings joint = options.joint();
        return switch (variant) {
            case "joint" -> options;
            case "before" -> options.withJoint(joint.withIterations(0));
            case "tau0" -> options.withJoint(joint.withTau(0));
            case "autoencoder" -> options.withEnergy(io.dxmi.detect.ModelRecord.EnergyKind.AUTOENCODER);
            default -> throw new IllegalArgumentException("unknown variant " + variant);
        };
    }

    private static void print(
            String task, int split, String method, int seed, Trial trial, double[] scores, long started) {
        RankingCurve curve = RankingCurve.of(trial.anomalous(), scores);
        System.out.printf(
                Locale.ROOT,
                "%s %d %s %d %.4f %.4f %.1f%n",
                task,
                split,
                method,
                seed,
                curve.auroc(),
                curve.averagePrecision(),
                (System.nanoTime() - started) / 1e9);
    }

    private static float[][] scaled(float[][] rows, float[][] by) {
        int d = by[0].length;
        double[] mean = new double[d];
        double[] variance = new double[d];
        for (float[] row : by) for (int k = 0; k < d; k++) mean[k] += (double) row[k] / by.length;
        for (float[] row : by) for (int k = 0; k < d; k++) variance[k] += Math.pow(row[k] - mean[k], 2) / by.length;
        return Arrays.stream(rows)
                .map(row -> {
                    float[] out = new float[d];
                    for (int k = 0; k < d; k++) out[k] = (float) ((row[k] - mean[k]) / Math.sqrt(variance[k]));
                    return out;
                })
                .toArray(float[][]::new);
    }
}

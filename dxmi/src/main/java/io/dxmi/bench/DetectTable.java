package io.dxmi.bench;

import io.dxmi.detect.Detection;
import io.dxmi.detect.FitOptions;
import io.dxmi.detect.JointSettings;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.run.Progress;
import java.util.Arrays;
import java.util.Locale;

/** Compares the default detector with neighbours and a one-class support vector machine on the same splits. */
public final class DetectTable {

    private DetectTable() {}

    public static void main(String[] arguments) {
        for (String task : arguments[0].split(",")) {
            for (int split = 0; split < Integer.parseInt(arguments[1]); split++) {
                Trial trial = task.equals("wdbc") ? Trial.wdbc(split) : Trial.digits(Integer.parseInt(task.substring(6)), split);
                run(task, split, trial, Integer.parseInt(arguments[2]));
            }
        }
    }

    private static void run(String task, int split, Trial trial, int seeds) {
        boolean standardise = task.equals("wdbc");
        float[][] training = standardise ? scaled(trial.training(), trial.training()) : trial.training();
        float[][] test = standardise ? scaled(trial.test(), trial.training()) : trial.test();
        print(task, split, "5nn", 0, auroc(trial, Neighbours.scores(training, test)));
        print(task, split, "svm", 0, auroc(trial, new OneClassSvm(training, 0.5, OneClassSvm.scaleGamma(training)).scores(test)));
        for (int seed = 0; seed < seeds; seed++) {
            FitOptions options = FitOptions.defaults(seed);
            for (String variant : System.getProperty("variants", "before,joint").split(",")) {
                JointSettings joint = options.joint();
                FitOptions chosen = options.withJoint(
                        switch (variant) {
                            case "before" -> joint.withIterations(0);
                            case "tau0" -> joint.withTau(0);
                            default -> joint.withIterations(Integer.getInteger("iterations", joint.iterations()));
                        });
                long started = System.nanoTime();
                double[] scores = Detection.scoresOfVectors(flat(trial.training()), trial.training()[0].length, flat(trial.test()), chosen, Progress.NONE);
                print(task, split, variant, seed, auroc(trial, scores));
                System.err.printf(Locale.ROOT, "%s %.1f s%n", variant, (System.nanoTime() - started) / 1e9);
            }
        }
    }

    private static void print(String task, int split, String method, int seed, double value) {
        System.out.printf(Locale.ROOT, "%s %d %s %d %.4f%n", task, split, method, seed, value);
    }

    private static double auroc(Trial trial, double[] scores) {
        return RankingCurve.of(trial.anomalous(), scores).auroc();
    }

    private static float[] flat(float[][] rows) {
        float[] out = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) System.arraycopy(rows[i], 0, out, i * rows[0].length, rows[0].length);
        return out;
    }

    private static float[][] scaled(float[][] rows, float[][] by) {
        int d = by[0].length;
        double[] mean = new double[d];
        double[] sd = new double[d];
        for (float[] row : by) for (int k = 0; k < d; k++) mean[k] += row[k] / by.length;
        for (float[] row : by) for (int k = 0; k < d; k++) sd[k] += Math.pow(row[k] - mean[k], 2) / by.length;
        return Arrays.stream(rows)
                .map(row -> {
                    float[] out = new float[d];
                    for (int k = 0; k < d; k++) out[k] = (float) ((row[k] - mean[k]) / Math.sqrt(sd[k]));
                    return out;
                })
                .toArray(float[][]::new);
    }
}

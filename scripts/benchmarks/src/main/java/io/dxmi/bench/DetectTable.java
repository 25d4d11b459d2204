package io.dxmi.bench;

import io.dxmi.detect.Detection;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.joint.JointSettings.Trainer;
import io.dxmi.samplers.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Compares the default detector with the mean distance to five neighbours, a one-class support vector machine and other
 * trainings of the same energies, on the same splits.
 *
 * <p>Arguments: a file of rows, which are added to it as they come and not measured again; tasks with commas, first split,
 * number of splits, seeds, methods with commas. Without tasks, only the tables of the rows are printed.
 */
public final class DetectTable {

    /** A kernel matrix of more rows does not fit. */
    private static final int MOST_FOR_SVM = 4_000;

    private final JsonRows<DetectRow> rows;

    private DetectTable(Path file) throws IOException {
        this.rows = JsonRows.open(file, DetectRow.class);
    }

    public static void main(String[] arguments) throws IOException {
        DetectTable table = new DetectTable(Path.of(arguments[0]));
        if (arguments.length > 1) {
            int first = Integer.parseInt(arguments[2]);
            int splits = Integer.parseInt(arguments[3]);
            int seeds = Integer.parseInt(arguments[4]);
            for (String task : arguments[1].split(",", -1)) {
                for (int split = first; split < first + splits; split++) {
                    table.run(task, split, seeds, arguments[5].split(",", -1));
                }
            }
        }
        System.out.print(new PairedTable(table.rows.all()).markdown());
    }

    private void run(String task, int split, int seeds, String[] methods) throws IOException {
        Trial trial = null;
        for (String method : methods) {
            boolean draws = !method.equals("5nn") && !method.equals("svm");
            for (int seed = 0; seed < (draws ? seeds : 1); seed++) {
                int current = seed;
                if (rows.all().stream().anyMatch(row -> row.is(task, split, method, current))) continue;
                if (trial == null) trial = Trial.of(task, split);
                long started = System.nanoTime();
                double[] scores = scores(method, seed, trial, task.equals("wdbc"));
                rows.add(DetectRow.of(task, split, method, seed, trial.anomalous(), scores, started));
            }
        }
    }

    /** The baselines get columns of one variance where the columns are of different kinds. */
    private static double[] scores(String method, int seed, Trial trial, boolean standardise) {
        float[][] training = standardise ? scaled(trial.training(), trial.training()) : trial.training();
        float[][] test = standardise ? scaled(trial.test(), trial.training()) : trial.test();
        if (method.equals("5nn")) return Baselines.neighbours(training, test);
        if (method.equals("svm")) {
            float[][] fewer = training.length <= MOST_FOR_SVM ? training : Arrays.copyOf(training, MOST_FOR_SVM);
            return new OneClassSvm(fewer, 0.5, OneClassSvm.scaleGamma(fewer)).scores(test);
        }
        return Detection.scores(
                trial.kind(),
                trial.samples(trial.training()),
                trial.samples(trial.test()),
                options(method, seed),
                Progress.NONE);
    }

    private static FitOptions options(String method, int seed) {
        FitOptions options = FitOptions.defaults(seed);
        JointSettings joint = options.joint();
        return switch (method) {
            case "default" -> options;
            case "joint" -> options.withJoint(joint.withTrainer(Trainer.DXMI));
            case "before" -> options.withJoint(joint.withTrainer(Trainer.NONE));
            case "tau0" -> options.withJoint(joint.withTrainer(Trainer.DXMI).withTau(0));
            case "gcd" -> options.withJoint(joint.withTrainer(Trainer.GCD));
            case "pcd" -> options.withJoint(joint.withTrainer(Trainer.PCD));
            case "autoencoder" -> options.withEnergy(EnergyKind.AUTOENCODER);
            case "autoencoder-before" ->
                options.withEnergy(EnergyKind.AUTOENCODER).withJoint(joint.withTrainer(Trainer.NONE));
            case "autoencoder-pcd" ->
                options.withEnergy(EnergyKind.AUTOENCODER).withJoint(joint.withTrainer(Trainer.PCD));
            default -> throw new IllegalArgumentException("unknown method " + method);
        };
    }

    static float[][] scaled(float[][] rows, float[][] by) {
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

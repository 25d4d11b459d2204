package io.dxmi.bench;

import io.dxmi.eval.anomaly.RankingCurve;

/**
 * One method on one split of one task.
 *
 * @param seed of the method; 0 where it draws nothing
 * @param seconds of fitting and scoring
 */
record DetectRow(
        String task, int split, String method, int seed, double auroc, double averagePrecision, double seconds) {

    static DetectRow of(
            String task, int split, String method, int seed, boolean[] anomalous, double[] scores, long started) {
        RankingCurve curve = RankingCurve.of(anomalous, scores);
        return new DetectRow(
                task,
                split,
                method,
                seed,
                curve.auroc(),
                curve.averagePrecision(),
                Math.round((System.nanoTime() - started) / 1e8) / 10.0);
    }

    /** Whether it is of the same method, split and seed. */
    boolean is(String otherTask, int otherSplit, String otherMethod, int otherSeed) {
        return task.equals(otherTask) && split == otherSplit && method.equals(otherMethod) && seed == otherSeed;
    }
}

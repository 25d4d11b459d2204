package io.dxmi.detect.compare;

import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.eval.anomaly.WeightedAuroc;

/**
 * The scores of a detector in one split.
 *
 * @param tested numbers of the samples
 * @param anomalous whether each is an anomaly
 * @param ranking their scores in order
 * @param precision average precision
 */
record Scored(int[] tested, boolean[] anomalous, WeightedAuroc ranking, double precision) {

    static Scored of(int[] tested, boolean[] anomalous, double[] scores) {
        return new Scored(
                tested,
                anomalous,
                new WeightedAuroc(scores),
                RankingCurve.of(anomalous, scores).averagePrecision());
    }

    /** The area under the ROC curve where sample i counts {@code counts[i]} times. */
    double auroc(int[] counts) {
        double[] normal = new double[tested.length];
        double[] odd = new double[tested.length];
        for (int i = 0; i < tested.length; i++) (anomalous[i] ? odd : normal)[i] = counts[tested[i]];
        return ranking.area(normal, odd);
    }
}

package io.dxmi.detect.fit;

import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Fits to rows that are not all normal, to rank these rows: the score is the mean distance to the nearest fifth of the others,
 * or to twice as many as the stated share of outliers. Nothing is trained.
 */
public final class OutlierFit implements RowsFit {

    /** Share of the rows that are neighbours, at least. */
    private static final double NEIGHBOURS = 0.2;

    /** More remembered rows take longer and change no mean of a fifth of them. */
    private static final int MOST_POINTS = 4_096;

    private static final int FEWEST = 10;

    private final FitOptions options;
    private final Outliers outliers;
    private double[] scores = {};

    public OutlierFit(FitOptions options, Outliers outliers) {
        this.options = options;
        this.outliers = outliers;
    }

    @Override
    public FittedModel fit(String where, Extractor extractor, float[] features, ModelRecord about, Progress progress) {
        int d = extractor.dimensions();
        int n = features.length / d;
        if (n < FEWEST) throw new UserError(where + ": expected at least " + FEWEST + " samples, got " + n);
        float[] points = n <= MOST_POINTS ? features : KernelFit.choose(features, d, MOST_POINTS, options.seed());
        int count = points.length / d;
        double share = Math.max(NEIGHBOURS, Double.isNaN(outliers.share()) ? 0 : 2 * outliers.share());
        VectorEnergy energy = NeighbourEnergy.of(points, d, (int) Math.max(1, Math.round(share * (count - 1))));
        scores = new double[n];
        progress.begin("compare", 0, n);
        for (int i = 0; i < n; i++) {
            scores[i] = energy.leavingOwnOut(Arrays.copyOfRange(features, i * d, (i + 1) * d))[0];
            progress.step("compare", i + 1, Map.of());
        }
        progress.end("compare");
        Calibration calibration = new Calibration(scores, outliers.threshold(scores));
        ModelRecord complete = about.fitted(calibration.threshold(), d, count, n);
        return new FittedModel(new Detector(complete, extractor, List.of(energy), calibration), Map.of());
    }

    /** Scores of the rows that were fitted, in their order. */
    double[] scores() {
        return scores.clone();
    }
}

package io.dxmi.detect.model;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.feature.Extractor;
import java.util.List;

/**
 * A fitted detector. Safe for use by many threads: a sample's result depends on that sample alone, to the last bit.
 *
 * @param about what the model folder says of it
 * @param energies members of an ensemble; the score is their mean
 */
public record Detector(ModelRecord about, Extractor extractor, List<VectorEnergy> energies, Calibration calibration)
        implements AutoCloseable {

    /** Scores a sample. @throws io.dxmi.samplers.UserError if the sample is not of the kind that the model was fitted on */
    public AnomalyResult score(Sample sample) {
        double[] places = energiesOf(extractor.of(sample));
        if (places.length == 1) return judged(places[0], null);
        PixelMap map = new PixelMap(extractor.rows(), extractor.columns(), about.smoothing());
        float[][] pixels = map.of(places, (int) sample.shape()[1], (int) sample.shape()[2]);
        return judged(about.pooling().of(smoothed(map, places)), pixels);
    }

    /** On the grid itself: a defect covers several places, an odd normal place stands alone. */
    private double[] smoothed(PixelMap map, double[] places) {
        double[] out = new double[places.length];
        float[][] grid = map.of(places, extractor.rows(), extractor.columns());
        for (int i = 0; i < out.length; i++) out[i] = grid[i / extractor.columns()][i % extractor.columns()];
        return out;
    }

    /** What a score of a sample without places says. */
    public AnomalyResult judged(double score) {
        return judged(score, null);
    }

    private AnomalyResult judged(double score, float[][] map) {
        return new AnomalyResult(score, calibration.pValue(score), score > calibration.threshold(), map);
    }

    private double[] energiesOf(float[] features) {
        double[] mean = energiesOf(energies.get(0), features);
        for (int m = 1; m < energies.size(); m++) {
            double[] other = energiesOf(energies.get(m), features);
            for (int i = 0; i < mean.length; i++) mean[i] += other[i];
        }
        for (int i = 0; i < mean.length; i++) mean[i] /= energies.size();
        return mean;
    }

    private double[] energiesOf(VectorEnergy energy, float[] features) {
        boolean single = features.length == extractor.dimensions();
        return single && about.leavesOut() ? energy.leavingOwnOut(features) : energy.of(features);
    }

    /** Whether a sample is one that the energies remember. */
    public boolean remembers(Sample sample) {
        if (extractor.rows() > 1) return false; // many places: no sample is remembered as a whole
        float[] features = extractor.of(sample);
        return features.length == extractor.dimensions() && energies.get(0).remembers(features);
    }

    /** The same with other points to remember, (n, dimensions). */
    public Detector remembering(float[] points) {
        return new Detector(
                about,
                extractor,
                energies.stream().map(energy -> energy.remembering(points)).toList(),
                calibration);
    }

    /** What each feature adds to the score of a sample with one place, mean over the ensemble, (dimensions). */
    public double[] contributions(Sample sample) {
        float[] features = extractor.of(sample);
        double[] sum = new double[features.length];
        for (VectorEnergy energy : energies) {
            double[] one = energy.contributions(features);
            for (int k = 0; k < sum.length; k++) sum[k] += one[k] / energies.size();
        }
        return sum;
    }

    @Override
    public void close() {
        energies.forEach(VectorEnergy::close);
        extractor.close();
    }
}

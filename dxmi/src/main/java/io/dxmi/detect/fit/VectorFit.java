package io.dxmi.detect.fit;

import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits a detector of samples that have one place each: rows of tables, vectors, small images as a whole. */
public final class VectorFit {

    /** Fewer normal samples leave nothing to learn from or to take a threshold from. */
    private static final int FEWEST = 10;

    /** More remembered points than this take longer to score than they gain. */
    private static final int MOST_POINTS = 65_536;

    /** At most so many held-out samples: a threshold needs no more. */
    private static final int MOST_HELD_OUT = 2_000;

    private final FitOptions options;

    public VectorFit(FitOptions options) {
        this.options = options;
    }

    /**
     * Fits.
     *
     * @param where the data, for messages
     * @param extractor already learned
     * @param features of all normal samples, (n, dimensions)
     * @param about what the model says of its data; the fit completes it
     */
    public FittedModel fit(String where, Extractor extractor, float[] features, ModelRecord about, Progress progress) {
        int d = extractor.dimensions();
        int n = features.length / d;
        requireEnough(where, n);
        float[] points = n <= MOST_POINTS ? features : KernelFit.choose(features, d, MOST_POINTS, options.seed());
        int count = points.length / d;
        int[] order = KernelFit.shuffled(count, Seeds.mix(options.seed(), "held out"));
        int held = (int) Math.min(MOST_HELD_OUT, Math.max(1, Math.round(options.heldOut() * count)));
        int[] heldOut = Arrays.copyOf(order, held);
        Map<String, HostTensor> tensors = new LinkedHashMap<>(extractor.tensors());
        List<VectorEnergy> energies = new ArrayList<>();
        double[] heldScores = new double[held];
        for (int m = 0; m < options.members(); m++) {
            MemberFit.Member member = options.memberFit().fit(points, d, heldOut, m, tensors, progress);
            for (int i = 0; i < held; i++) heldScores[i] += member.heldOut()[i] / options.members();
            energies.add(member.energy());
        }
        Calibration calibration = new Calibration(heldScores, options.falsePositives());
        tensors.put("calibration", HostTensor.of(calibration.scores(), held));
        ModelRecord complete = about.fitted(calibration.threshold(), d, count - held, held);
        return new FittedModel(new Detector(complete, extractor, energies, calibration), tensors);
    }

    /** Refuses fewer samples than a fit needs. Also called before the projection of images, which takes long. */
    static void requireEnough(String where, int samples) {
        if (samples < FEWEST) {
            throw new UserError(where + ": expected at least " + FEWEST + " normal samples to fit on, got " + samples);
        }
    }
}

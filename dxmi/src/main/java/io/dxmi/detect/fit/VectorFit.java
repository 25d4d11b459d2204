package io.dxmi.detect.fit;

import io.dxmi.detect.energy.Bandwidth.PointKind;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.energy.KernelWeights;
import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.model.Pooling;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits to normal rows: all of them are remembered, and some give the threshold. */
public final class VectorFit implements RowsFit {

    /** Fewer normal samples leave nothing to learn from or to take a threshold from. */
    private static final int FEWEST = 10;

    private final FitOptions options;

    public VectorFit(FitOptions options) {
        this.options = options;
    }

    @Override
    public FittedModel fit(String where, Extractor extractor, float[] features, ModelRecord about, Progress progress) {
        int d = extractor.dimensions();
        requireEnough(where, features.length / d);
        if (options.energy() == EnergyKind.PATCHCORE) {
            throw new UserError(UserError.parameter("energy") + " patchcore is for samples of many places, got " + where
                    + ", whose samples have one place each; expected knn, the same idea for rows");
        }
        if (options.pooling() != null && options.pooling() != Pooling.MAX) {
            throw new UserError(UserError.parameter("pooling") + " is for samples of many places, got " + where
                    + ", whose samples have one place each");
        }
        if (!options.supervision().isGiven()) {
            return fit(extractor, Memory.of(features, d, options), new float[0], about, progress);
        }
        KnownRows known = KnownRows.of(options, about, extractor);
        float[] unknown = known.unknown(features);
        if (unknown.length / d < FEWEST) {
            throw new UserError(where + ": expected at least " + FEWEST + " samples to fit on besides those of "
                    + options.supervision().names() + ", got " + unknown.length / d);
        }
        float[] kept = known.kept(unknown);
        Memory memory = known.cleanCount() == 0 ? Memory.of(kept, d, options) : Memory.withClean(kept, known, options);
        return fit(
                extractor,
                memory,
                known.anomalies(),
                about.withKnown(known.about((features.length - kept.length) / d)),
                progress);
    }

    private FittedModel fit(
            Extractor extractor, Memory memory, float[] anomalies, ModelRecord about, Progress progress) {
        int d = extractor.dimensions();
        int held = memory.heldOut().length;
        double weight = options.supervision().weight();
        Map<String, HostTensor> tensors = new LinkedHashMap<>(extractor.tensors());
        List<VectorEnergy> energies = new ArrayList<>();
        float[] trained = MemberFit.training(memory.points(), d, memory.heldOut());
        double[] scores = new double[held + memory.also().length];
        for (int m = 0; m < options.members(); m++) {
            MemberFit.Member member = options.memberFit(about.kind(), d, PointKind.SAMPLES)
                    .fit(memory.points(), d, memory.heldOut(), m, tensors, progress);
            if (anomalies.length > 0) {
                KnownAnomalies known = member.known(anomalies, weight, trained);
                KernelWeights.putAnomalies(tensors, m, known);
                member = member.less(known, memory.heldOutPoints(d));
            }
            double[] others = member.energy().leavingOwnOut(memory.alsoPoints(d));
            for (int i = 0; i < scores.length; i++) {
                scores[i] += (i < held ? member.heldOut()[i] : others[i - held]) / options.members();
            }
            energies.add(member.energy());
        }
        Calibration calibration = options.calibration(scores);
        tensors.put("calibration", HostTensor.of(calibration.scores(), scores.length));
        ModelRecord complete = about.fitted(
                calibration.threshold(), d, memory.count(d) - held, scores.length, options.decided(about.kind(), d));
        return new FittedModel(new Detector(complete, extractor, energies, calibration), tensors);
    }

    /** Refuses fewer samples than a fit needs. Also called before the projection of images, which takes long. */
    static void requireEnough(String where, int samples) {
        if (samples < FEWEST) {
            throw new UserError(where + ": expected at least " + FEWEST + " normal samples to fit on, got " + samples);
        }
    }
}

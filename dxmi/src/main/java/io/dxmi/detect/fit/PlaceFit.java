package io.dxmi.detect.fit;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.energy.Coreset;
import io.dxmi.detect.energy.KernelFit;
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
import java.util.SplittableRandom;

/** Fits a detector of samples with many places each: large images, maps of features. */
public final class PlaceFit {

    private static final int FEWEST = 5;

    /** Vectors that the learned parts are fitted to, and that remembered ones are chosen from. */
    private static final int CANDIDATES = 16_384;

    private static final int REMEMBERED = 3_072;

    private final FitOptions options;

    public PlaceFit(FitOptions options) {
        this.options = options;
    }

    /** What turns samples into places, once it has seen some of them. */
    public interface Learned {
        /** Learns from normal samples. */
        Extractor learn(Samples training);
    }

    public FittedModel fit(Samples normal, Learned learned, ModelRecord about, Progress progress) {
        int n = normal.size();
        if (n < FEWEST) {
            throw new UserError(
                    normal.where() + ": expected at least " + FEWEST + " normal samples to fit on, got " + n);
        }
        int[] order = KernelFit.shuffled(n, Seeds.mix(options.seed(), "held out"));
        int held = (int) Math.max(1, Math.round(options.heldOut() * n));
        Samples heldOut = normal.select(Arrays.copyOf(order, held));
        Samples training = normal.select(Arrays.copyOfRange(order, held, n));
        Extractor extractor = learned.learn(training);
        int d = extractor.dimensions();
        float[] candidates = places(training, extractor::of, d, CANDIDATES, options.seed(), progress);
        float[] points = Coreset.of(candidates, d, REMEMBERED, options.seed());
        Map<String, HostTensor> tensors = new LinkedHashMap<>(extractor.tensors());
        List<VectorEnergy> energies = new ArrayList<>();
        for (int m = 0; m < options.members(); m++) {
            energies.add(options.memberFit()
                    .fit(points, d, new int[0], m, tensors, progress)
                    .energy());
        }
        Detector draft = new Detector(about, extractor, energies, new Calibration(new double[] {0}, 0.5));
        double[] scores = new double[held];
        progress.begin("calibrate", 0, held);
        for (int i = 0; i < held; i++) {
            scores[i] = draft.score(heldOut.at(i)).score();
            progress.step("calibrate", i + 1, Map.of());
        }
        progress.end("calibrate");
        Calibration calibration = new Calibration(scores, options.falsePositives());
        tensors.put("calibration", HostTensor.of(calibration.scores(), held));
        ModelRecord complete = about.fitted(calibration.threshold(), d, n - held, held);
        return new FittedModel(new Detector(complete, extractor, energies, calibration), tensors);
    }

    /** From a sample to the vectors of its places. */
    public interface Places {
        float[] of(Sample sample);
    }

    /** At most {@code most} vectors, evenly many from each sample, drawn at random. */
    public static float[] places(Samples samples, Places places, int d, int most, long seed, Progress progress) {
        int n = samples.size();
        float[][] parts = new float[n][];
        int total = 0;
        progress.begin("features", 0, n);
        for (int i = 0; i < n; i++) {
            float[] all = places.of(samples.at(i));
            int count = all.length / d;
            int share = Math.max(1, Math.min(count, most / n));
            int[] chosen = new SplittableRandom(Seeds.mix(seed, i))
                    .ints(0, count)
                    .distinct()
                    .limit(share)
                    .toArray();
            parts[i] = new float[share * d];
            for (int j = 0; j < share; j++) System.arraycopy(all, chosen[j] * d, parts[i], j * d, d);
            total += parts[i].length;
            progress.step("features", i + 1, Map.of());
        }
        progress.end("features");
        float[] out = new float[total];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }
}

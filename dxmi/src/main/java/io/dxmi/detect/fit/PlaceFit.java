package io.dxmi.detect.fit;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.energy.Bandwidth.PointKind;
import io.dxmi.detect.energy.Coreset;
import io.dxmi.detect.energy.EnergyKind;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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
        Split split = options.supervision().isGiven() ? withClean(normal, about) : drawn(normal, about);
        Samples training = split.training();
        Extractor extractor = learned.learn(training);
        int d = extractor.dimensions();
        float[] candidates = places(training, extractor::of, d, CANDIDATES, options.seed(), progress);
        int count = candidates.length / d;
        // a forest needs rows as they are spread; the others need few that cover all
        int[] chosen = options.energy() == EnergyKind.IFOREST
                ? IntStream.range(0, count).toArray()
                : Coreset.of(candidates, d, REMEMBERED, options.seed());
        float[] points = MemberFit.select(candidates, d, chosen);
        Map<String, HostTensor> tensors = new LinkedHashMap<>(extractor.tensors());
        List<VectorEnergy> energies = new ArrayList<>();
        MemberFit member = options.memberFit(about.kind(), d, PointKind.PLACES);
        for (int m = 0; m < options.members(); m++) {
            energies.add(member.fit(points, d, new int[0], m, tensors, progress).energy());
        }
        Detector draft = new Detector(split.about(), extractor, energies, new Calibration(new double[] {0}, 0));
        IntFunction<Detector> judges = i -> draft;
        if (split.isFew()) {
            int share = count / training.size();
            judges = i -> draft.remembering(MemberFit.select(
                    candidates,
                    d,
                    Arrays.stream(chosen)
                            .filter(c -> c / share != split.scored()[i])
                            .toArray()));
        }
        double[] scores = scores(split, judges, progress);
        Calibration calibration = options.calibration(scores);
        tensors.put("calibration", HostTensor.of(calibration.scores(), scores.length));
        ModelRecord complete = split.about()
                .fitted(calibration.threshold(), d, training.size(), scores.length, options.decided(about.kind(), d));
        return new FittedModel(new Detector(complete, extractor, energies, calibration), tensors);
    }

    /** Of the samples that the threshold is taken from, each by its own detector. */
    private static double[] scores(Split split, IntFunction<Detector> judges, Progress progress) {
        double[] scores = new double[split.heldOut().size()];
        progress.begin("calibrate", 0, scores.length);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = judges.apply(i).score(split.heldOut().at(i)).score();
            progress.step("calibrate", i + 1, Map.of());
        }
        progress.end("calibrate");
        return scores;
    }

    /**
     * What is learned from, what the threshold is taken from, and what the model says of both.
     *
     * @param scored numbers in {@code training} of the held-out samples, if these are learned from, too; else empty
     */
    private record Split(Samples training, Samples heldOut, int[] scored, ModelRecord about) {

        boolean isFew() {
            return scored.length > 0;
        }
    }

    private Split drawn(Samples normal, ModelRecord about) {
        int n = normal.size();
        int[] order = KernelFit.shuffled(n, Seeds.mix(options.seed(), "held out"));
        int held = (int) Math.max(1, Math.round(options.heldOut() * n));
        if (held < Memory.FEW && options.energy().remembers()) { // each is scored without its own places
            int[] scored = Arrays.copyOf(order, Math.min(n, Memory.ENOUGH));
            return new Split(normal, normal.select(scored), scored, about);
        }
        return new Split(
                normal.select(Arrays.copyOfRange(order, held, n)),
                normal.select(Arrays.copyOf(order, held)),
                new int[0],
                about);
    }

    /** Half of the clean samples are learned from: a sample's own places cannot be left out of the memory. */
    private Split withClean(Samples normal, ModelRecord about) {
        if (options.supervision().anomalies() != null) {
            throw new UserError(UserError.parameter("anomalies") + " is for tables, vectors and images of up to "
                    + ImageFit.SMALL + " pixels; " + normal.where() + " holds samples of many places, and no place of"
                    + " an anomaly is known to be odd");
        }
        Samples clean = options.supervision().cleanSamples(about, null);
        Samples others = without(normal, clean);
        int[] order = KernelFit.shuffled(clean.size(), Seeds.mix(options.seed(), "clean"));
        int held = (clean.size() + 1) / 2;
        return new Split(
                others.and(clean.select(Arrays.copyOfRange(order, held, order.length))),
                clean.select(Arrays.copyOf(order, held)),
                new int[0],
                about.withKnown(new ModelRecord.Known(clean.size(), 0, 0, normal.size() - others.size())));
    }

    /** Those that equal none of others. */
    private static Samples without(Samples samples, Samples others) {
        Set<List<Integer>> known = new HashSet<>();
        for (int i = 0; i < others.size(); i++) known.add(hash(others.at(i)));
        return samples.select(IntStream.range(0, samples.size())
                .filter(i -> !known.contains(hash(samples.at(i))))
                .toArray());
    }

    private static List<Integer> hash(Sample sample) {
        return List.of(Arrays.hashCode(sample.values()), Arrays.hashCode(sample.shape()));
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

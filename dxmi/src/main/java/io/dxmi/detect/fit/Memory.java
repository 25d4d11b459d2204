package io.dxmi.detect.fit;

import io.dxmi.detect.energy.KernelFit;
import io.dxmi.detect.energy.MemberFit;
import io.dxmi.samplers.engine.Seeds;
import java.util.Arrays;

/**
 * The points of a fit.
 *
 * @param points (n, dimensions)
 * @param heldOut numbers of points that the threshold is taken from; they are not trained on
 * @param also numbers of further points that it is taken from, if the held-out ones are few
 */
record Memory(float[] points, int[] heldOut, int[] also) {

    /** Fewer held-out samples than this hold no rate of 0.05. */
    static final int FEW = 20;

    /** So many scores are enough where held-out samples are few. */
    static final int ENOUGH = 40;

    /** More remembered points than this take longer to score than they gain. */
    private static final int MOST_POINTS = 65_536;

    /** At most so many held-out samples: a threshold needs no more. */
    private static final int MOST_HELD_OUT = 2_000;

    /** All rows are normal: a share of them, drawn at random, gives the threshold. */
    static Memory of(float[] features, int d, FitOptions options) {
        float[] points = fewer(features, d, MOST_POINTS, options);
        int count = points.length / d;
        int[] order = KernelFit.shuffled(count, Seeds.mix(options.seed(), "held out"));
        int held = (int) Math.min(MOST_HELD_OUT, Math.max(1, Math.round(options.heldOut() * count)));
        boolean few = held < FEW && options.energy().remembers();
        int[] also = few ? Arrays.copyOfRange(order, held, Math.min(count, ENOUGH)) : new int[0];
        return new Memory(points, Arrays.copyOf(order, held), also);
    }

    /** Clean rows are remembered beside the others and give the threshold. */
    static Memory withClean(float[] features, KnownRows known, FitOptions options) {
        int d = known.dimensions();
        float[] others = fewer(features, d, Math.max(1, MOST_POINTS - known.cleanCount()), options);
        float[] points = Arrays.copyOf(others, others.length + known.clean().length);
        System.arraycopy(known.clean(), 0, points, others.length, known.clean().length);
        int[] heldOut = Arrays.stream(known.calibrating())
                .limit(MOST_HELD_OUT)
                .map(i -> i + others.length / d)
                .toArray();
        return new Memory(points, heldOut, new int[0]);
    }

    private static float[] fewer(float[] features, int d, int most, FitOptions options) {
        return features.length / d <= most ? features : KernelFit.choose(features, d, most, options.seed());
    }

    int count(int d) {
        return points.length / d;
    }

    /** The held-out points, (n, dimensions). */
    float[] heldOutPoints(int d) {
        return MemberFit.select(points, d, heldOut);
    }

    /** The further points that the threshold is taken from, (n, dimensions). */
    float[] alsoPoints(int d) {
        return MemberFit.select(points, d, also);
    }
}

package io.dxmi.bench;

import io.dxmi.detect.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Curves like load profiles, with anomalies of known kinds: two bumps of random height (1 ± 0.25), together moved a little
 * (0.012 of the length), a slow drift of three cosines, and independent noise on the values.
 *
 * @param values of a curve
 * @param noise standard deviation
 */
record CurveSet(int values, double noise, SplittableRandom random) {

    /** What is odd. */
    enum Kind {
        NORMAL,
        /** Both bumps are moved by 0.05. */
        PHASE_SHIFT,
        /** The second bump has a tenth of its height. */
        MISSING_BUMP,
        /** A sine of 9 periods, amplitude 0.15. */
        EXTRA_FREQUENCY,
        /** A peak of 0.8 and width 0.006 at any place. */
        SPIKE
    }

    List<Sample> curves(Kind kind, int count) {
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DoubleUnaryOperator curve = curve(kind);
            float[] on = new float[values];
            for (int j = 0; j < values; j++) {
                on[j] = (float) (curve.applyAsDouble((j + 0.5) / values) + noise * random.nextGaussian());
            }
            all.add(Sample.of(kind + " " + i, on, values));
        }
        return all;
    }

    private DoubleUnaryOperator curve(Kind kind) {
        double first = 1 + 0.25 * random.nextGaussian();
        double second = (1 + 0.25 * random.nextGaussian()) * (kind == Kind.MISSING_BUMP ? 0.1 : 1);
        double moved = 0.012 * random.nextGaussian() + (kind == Kind.PHASE_SHIFT ? 0.05 * sign() : 0);
        double[] drift = new double[3];
        for (int k = 0; k < drift.length; k++) drift[k] = 0.15 * random.nextGaussian();
        double phase = 2 * Math.PI * random.nextDouble();
        double wave = kind == Kind.EXTRA_FREQUENCY ? 0.15 : 0;
        double place = random.nextDouble();
        double peak = kind == Kind.SPIKE ? 0.8 * sign() : 0;
        return t -> {
            double sum = first * bump(t, 0.3 + moved, 0.06) + second * bump(t, 0.72 + moved, 0.09);
            for (int k = 0; k < drift.length; k++) sum += drift[k] * Math.cos((k + 1) * Math.PI * t);
            return sum + wave * Math.sin(18 * Math.PI * t + phase) + peak * bump(t, place, 0.006);
        };
    }

    private int sign() {
        return random.nextBoolean() ? 1 : -1;
    }

    private static double bump(double t, double centre, double width) {
        double z = (t - centre) / width;
        return Math.exp(-z * z / 2);
    }
}

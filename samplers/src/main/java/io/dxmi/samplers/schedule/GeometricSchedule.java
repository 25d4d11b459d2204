package io.dxmi.samplers.schedule;

/**
 * Noise-to-signal ratios s evenly spaced in log s, so {@code alphaBar = 1 / (1 + s^2)}; the network's time is the step.
 *
 * @param steps at least 1; of one step the only level is the noisiest
 * @param noisiest ratio of x_0, which is drawn from N(0, I) all the same: large enough to make that true
 * @param cleanest ratio of x_{T-1}, the last state before data
 */
public record GeometricSchedule(int steps, double noisiest, double cleanest) implements NoiseSchedule {

    public GeometricSchedule {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (!(0 < cleanest && cleanest < noisiest && noisiest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "need 0 < cleanest < noisiest, got cleanest " + cleanest + " and noisiest " + noisiest);
        }
    }

    /** Ratios from 6 to 0.15, which suit point sets of standard deviation about 2 in five steps. */
    public static GeometricSchedule of(int steps) {
        return new GeometricSchedule(steps, 6, 0.15);
    }

    @Override
    public double[] alphaBar() {
        double[] out = new double[steps];
        for (int t = 0; t < steps; t++) {
            double ratio = noisiest * Math.pow(cleanest / noisiest, (double) t / Math.max(1, steps - 1));
            out[t] = 1 / (1 + ratio * ratio);
        }
        return out;
    }

    @Override
    public double[] time() {
        double[] out = new double[steps];
        for (int t = 0; t < steps; t++) out[t] = t;
        return out;
    }
}

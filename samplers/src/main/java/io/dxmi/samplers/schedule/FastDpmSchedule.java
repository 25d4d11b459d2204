package io.dxmi.samplers.schedule;

import java.util.function.DoubleUnaryOperator;

/**
 * FastDPM's variance schedule (Kong and Ping 2021): forward variances {@code eta_i = 1e-4 (1 + i x)^2}, i = 0 at the data,
 * with x chosen so that their noise adds up to that of {@link LinearDdpm}. The network is told the DDPM's fractional index.
 */
public final class FastDpmSchedule implements NoiseSchedule {

    /** Search tolerance of the released code: the product may exceed the target by this share. */
    private static final double RELEASED_TOLERANCE = 1e-4;

    private final double[] eta; // index 0 = data
    private final double[] alphaBar;
    private final double[] time;

    private FastDpmSchedule(double[] eta, double[] alphaBar, double[] time) {
        this.eta = eta;
        this.alphaBar = alphaBar;
        this.time = time;
    }

    /**
     * The schedule as it was meant: x_0 has exactly the DDPM's last signal power, for any T.
     *
     * <p>The published search looks for x up to 95/T only, which is too little for T below 23; here it goes up to the x at
     * which the last variance is 1.
     *
     * @param steps at least 2
     */
    public static FastDpmSchedule matched(int steps) {
        if (steps < 2) throw new IllegalArgumentException("steps must be at least 2, got " + steps);
        double target = LinearDdpm.alphaBar(LinearDdpm.STEPS - 1);
        double low = 0;
        double high = (1 / Math.sqrt(LinearDdpm.FIRST_BETA) - 1) / (steps - 1);
        if (signal(eta(0, steps)) < target) {
            throw new IllegalArgumentException(
                    steps + " steps of variance 1e-4 each are already noisier than the DDPM");
        }
        for (int i = 0; i < 80; i++) {
            double middle = (low + high) / 2;
            if (signal(eta(middle, steps)) > target) low = middle;
            else high = middle;
        }
        double[] eta = eta(low, steps);
        double[] signal = new double[steps];
        double[] time = new double[steps];
        double product = 1;
        for (int i = 0; i < steps; i++) {
            product *= 1 - eta[i];
            signal[i] = product;
            time[i] = LinearDdpm.indexOf(Math.log(product));
        }
        return new FastDpmSchedule(eta, TimeDirection.flip(signal), TimeDirection.flip(time));
    }

    /**
     * The schedule of the published code, for its checkpoints: the search for x ends at 95/T, so for T below 23 even x_0
     * keeps much signal (alphaBar 0.34 for T = 4) although sampling starts from N(0, I). Products and logarithms are those
     * of float32.
     *
     * @param steps at least 1
     */
    public static FastDpmSchedule asReleased(int steps) {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        double[] eta = eta(releasedSearch(steps), steps);
        double[] signal = new double[steps];
        double[] time = new double[steps];
        float product = 1;
        for (int i = 0; i < steps; i++) {
            product *= 1 - (float) eta[i];
            signal[i] = product;
            time[i] = (float) LinearDdpm.indexOf((float) Math.log(product));
        }
        return new FastDpmSchedule(eta, TimeDirection.flip(signal), TimeDirection.flip(time));
    }

    private static double releasedSearch(int steps) {
        double target = LinearDdpm.alphaBar(LinearDdpm.STEPS - 1);
        DoubleUnaryOperator signal = x -> signal(eta(x, steps));
        double low = 0;
        double high = 0.95 / Math.sqrt(LinearDdpm.FIRST_BETA) / steps;
        double x = 0;
        for (int i = 0; i < 1000; i++) {
            x = (low + high) / 2;
            double reached = signal.applyAsDouble(x);
            if (reached < target) high = x;
            else if (reached > (1 + RELEASED_TOLERANCE) * target) low = x;
            else break;
        }
        return x;
    }

    private static double[] eta(double x, int steps) {
        double[] eta = new double[steps];
        for (int i = 0; i < steps; i++) eta[i] = LinearDdpm.FIRST_BETA * (1 + i * x) * (1 + i * x);
        return eta;
    }

    private static double signal(double[] eta) {
        double product = 1;
        for (double variance : eta) product *= 1 - variance;
        return product;
    }

    /** The forward variances, (T), index 0 = data as in the paper. */
    public double[] eta() {
        return eta.clone();
    }

    @Override
    public int steps() {
        return eta.length;
    }

    @Override
    public double[] alphaBar() {
        return alphaBar.clone();
    }

    @Override
    public double[] time() {
        return time.clone();
    }
}

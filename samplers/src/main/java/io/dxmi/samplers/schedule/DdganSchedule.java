package io.dxmi.samplers.schedule;

/**
 * The few noise levels of a denoising diffusion GAN (Xiao et al. 2022, section 4 and its released code): a
 * variance-preserving diffusion whose rate rises linearly from {@code least} to {@code most}, seen at T + 1 even times from
 * 0.001 to 1. The network is told the number of the level above the data, T-1 down to 0.
 *
 * @param least 0.1 as published
 * @param most 20 as published
 */
public record DdganSchedule(int steps, double least, double most) implements NoiseSchedule {

    private static final double START = 1e-3;

    public DdganSchedule {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (!(0 < least && least <= most)) {
            throw new IllegalArgumentException("need 0 < least <= most, got " + least + " and " + most);
        }
    }

    /** The published rates. */
    public static DdganSchedule of(int steps) {
        return new DdganSchedule(steps, 0.1, 20);
    }

    private double logSignal(double s) {
        return -s * s * (most - least) / 2 - s * least;
    }

    @Override
    public double[] alphaBar() {
        double[] fromData = new double[steps];
        for (int i = 0; i < steps; i++) {
            double s = (i + 1.0) / steps * (1 - START) + START;
            fromData[i] = Math.exp(logSignal(s) - logSignal(START)); // the data counts as the level at 0.001
        }
        return TimeDirection.flip(fromData);
    }

    @Override
    public double[] time() {
        double[] time = new double[steps];
        for (int t = 0; t < steps; t++) time[t] = TimeDirection.flip(t, steps);
        return time;
    }
}

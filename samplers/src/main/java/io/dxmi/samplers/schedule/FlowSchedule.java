package io.dxmi.samplers.schedule;

/**
 * Levels of flow matching (Lipman et al., 2023; Liu et al., 2023): shares r of noise on the straight path {@code (1 - r) data + r
 * eps}, evenly spaced from 0.999 down and then shifted. States are divided by {@code sqrt((1 - r)^2 + r^2)}, so that they are those
 * of a variance-preserving process.
 *
 * @param steps at least 1
 * @param shift {@code r -> shift r / (1 + (shift - 1) r)} (Esser et al., 2024, Eq. 23); 1 for none
 * @param timeScale what the network is told is the time times this
 * @param towardsData whether the time rises towards data, {@code 1 - r}, as in rectified flow; else it is r
 */
public record FlowSchedule(int steps, double shift, double timeScale, boolean towardsData) implements NoiseSchedule {

    /** Of x_0, which is drawn as pure noise: a share of 1 has no signal, and so no ratio of noise to signal. */
    private static final double FIRST = 0.999;

    public FlowSchedule {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (!(shift > 0 && timeScale > 0)) {
            throw new IllegalArgumentException(
                    "shift and timeScale must be positive, got " + shift + " and " + timeScale);
        }
    }

    /** Shares r of noise, (T), falling; x_T has 0. */
    public double[] shares() {
        double[] shares = new double[steps];
        for (int t = 0; t < steps; t++) {
            double r = FIRST * (1 - (double) t / steps);
            shares[t] = shift * r / (1 + (shift - 1) * r);
        }
        return shares;
    }

    @Override
    public double[] alphaBar() {
        double[] shares = shares();
        double[] alphaBar = new double[steps];
        for (int t = 0; t < steps; t++) {
            double signal = (1 - shares[t]) * (1 - shares[t]);
            alphaBar[t] = signal / (signal + shares[t] * shares[t]);
        }
        return alphaBar;
    }

    @Override
    public double[] time() {
        double[] shares = shares();
        double[] time = new double[steps];
        for (int t = 0; t < steps; t++) time[t] = timeScale * (towardsData ? 1 - shares[t] : shares[t]);
        return time;
    }
}

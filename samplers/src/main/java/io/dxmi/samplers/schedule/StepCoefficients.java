package io.dxmi.samplers.schedule;

/**
 * Everything a Gaussian sampler needs to take step t: {@code x_{t+1} ~ N(state[t] x_t + network[t] net(x_t, time[t]),
 * std[t]^2 I)}. All arrays are (T).
 *
 * @param state multiplier of x_t
 * @param network multiplier of the network's output
 * @param std standard deviation; 0 where the step is deterministic
 * @param time what the network is told
 * @param beta variance of the forward noising step from x_{t+1} to x_t: {@code 1 - alphaBar_t / alphaBar_{t+1}}
 */
public record StepCoefficients(double[] state, double[] network, double[] std, double[] time, double[] beta) {

    public StepCoefficients {
        for (double[] other : new double[][] {network, std, time, beta}) {
            if (other.length != state.length) {
                throw new IllegalArgumentException("arrays of " + state.length + " and " + other.length + " steps");
            }
        }
    }

    /**
     * The stochastic sampler: each step draws from the forward process's posterior given the network's estimate of the data
     * (Ho et al. 2020, Eq. 7). The last step is deterministic.
     */
    public static StepCoefficients ddpmPosterior(NoiseSchedule schedule, Prediction prediction) {
        return of(schedule, prediction, 1);
    }

    /** The deterministic sampler with the same marginals (Song et al. 2021, Eq. 12 with sigma = 0). */
    public static StepCoefficients ddim(NoiseSchedule schedule, Prediction prediction) {
        return of(schedule, prediction, 0);
    }

    /** The mean is {@code sqrt(a) data + sqrt(1 - a - s^2) eps}, data and eps tied by x_t; g, a: before and after the step. */
    private static StepCoefficients of(NoiseSchedule schedule, Prediction prediction, double share) {
        double[] alphaBar = schedule.alphaBar();
        int steps = alphaBar.length;
        double[] state = new double[steps];
        double[] network = new double[steps];
        double[] std = new double[steps];
        double[] beta = new double[steps];
        for (int t = 0; t < steps; t++) {
            double g = alphaBar[t];
            double a = t + 1 < steps ? alphaBar[t + 1] : 1;
            if (!(0 < g && g < a)) {
                throw new IllegalArgumentException("alphaBar must rise within (0, 1), got " + g + " before " + a);
            }
            beta[t] = 1 - g / a;
            double variance = share * (1 - a) / (1 - g) * beta[t];
            double noise = Math.sqrt(Math.max(1 - a - variance, 0)); // of eps, in the mean
            std[t] = Math.sqrt(variance);
            switch (prediction) {
                case NOISE -> {
                    state[t] = Math.sqrt(a / g);
                    network[t] = noise - Math.sqrt(1 - g) * state[t];
                }
                case DATA -> {
                    state[t] = noise / Math.sqrt(1 - g);
                    network[t] = Math.sqrt(a) - Math.sqrt(g) * state[t];
                }
            }
        }
        return new StepCoefficients(state, network, std, schedule.time(), beta);
    }

    public int steps() {
        return state.length;
    }

    /** A copy in which the last step, deterministic in the posterior, has some noise: entropy and its logarithm need it. */
    public StepCoefficients withLastStd(double last) {
        if (!(last >= 0)) throw new IllegalArgumentException("a standard deviation cannot be " + last);
        double[] copy = std.clone();
        copy[copy.length - 1] = last;
        return new StepCoefficients(state, network, copy, time, beta);
    }
}

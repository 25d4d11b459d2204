package io.dxmi.samplers.schedule;

import java.util.Arrays;

/**
 * Everything a Gaussian sampler needs to take step t: {@code x_{t+1} ~ N(state[t] x_t + network[t] net(input[t] x_t,
 * time[t]), std[t]^2 I)}. All arrays are (T).
 *
 * @param state multiplier of x_t
 * @param network multiplier of the network's output
 * @param std standard deviation; 0 where the step is deterministic
 * @param time what the network is told
 * @param beta variance of the forward noising step from x_{t+1} to x_t: {@code 1 - alphaBar_t / alphaBar_{t+1}} where the
 *     signal shrinks, {@code sigma_t^2 - sigma_{t+1}^2} where it does not
 * @param input multiplier of the state that the network is shown
 * @param priorStd standard deviation of x_0
 * @param leastReported a step reports at least this as its deviation, whatever it takes; 0 for what it takes
 */
public record StepCoefficients(
        double[] state,
        double[] network,
        double[] std,
        double[] time,
        double[] beta,
        double[] input,
        double priorStd,
        double leastReported) {

    /** What DxMI's released Karras sampler reports of a deterministic step, so that its logarithm exists. */
    private static final double KARRAS_LEAST = 1e-4;

    public StepCoefficients {
        for (double[] other : new double[][] {network, std, time, beta, input}) {
            if (other.length != state.length) {
                throw new IllegalArgumentException("arrays of " + state.length + " and " + other.length + " steps");
            }
        }
    }

    /** For a network that is shown the state as it is, which begins as unit noise. */
    public StepCoefficients(double[] state, double[] network, double[] std, double[] time, double[] beta) {
        this(state, network, std, time, beta, ones(state.length), 1, 0);
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * The ancestral sampler of k-diffusion and DxMI: an Euler step of the probability flow down to {@code sigmaDown}, then
     * noise up to the next level. A deterministic last step reports a deviation of 1e-4 as the released code does; the step
     * itself adds no noise.
     */
    public static StepCoefficients ancestral(KarrasSchedule schedule, Preconditioning network) {
        StepCoefficients c = euler(schedule, network, schedule.sigmaDown(), schedule.sigmaUp());
        return new StepCoefficients(c.state, c.network, c.std, c.time, c.beta, c.input, c.priorStd, KARRAS_LEAST);
    }

    /** The deterministic Euler step from level to level (Karras et al. 2022, Alg. 1 without its correction). */
    public static StepCoefficients euler(KarrasSchedule schedule, Preconditioning network) {
        double[] sigma = schedule.sigmas();
        return euler(schedule, network, Arrays.copyOfRange(sigma, 1, sigma.length), new double[schedule.steps()]);
    }

    /** {@code mean = x + (x - D) (down - sigma) / sigma} with {@code D = skip x + out F(in x, time)}. */
    private static StepCoefficients euler(
            KarrasSchedule schedule, Preconditioning network, double[] down, double[] std) {
        int steps = schedule.steps();
        double[] sigma = schedule.sigmas();
        double[] state = new double[steps];
        double[] output = new double[steps];
        double[] time = new double[steps];
        double[] beta = new double[steps];
        double[] input = new double[steps];
        for (int t = 0; t < steps; t++) {
            double stride = (down[t] - sigma[t]) / sigma[t];
            state[t] = 1 + stride * (1 - network.skip(sigma[t]));
            output[t] = -stride * network.out(sigma[t]);
            time[t] = network.time(sigma[t]);
            beta[t] = sigma[t] * sigma[t] - sigma[t + 1] * sigma[t + 1];
            input[t] = network.in(sigma[t]);
        }
        return new StepCoefficients(state, output, std.clone(), time, beta, input, sigma[0], 0);
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
        double[] input = new double[steps];
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
            input[t] = prediction.input(g);
            switch (prediction) {
                case NOISE -> {
                    state[t] = Math.sqrt(a / g);
                    network[t] = noise - Math.sqrt(1 - g) * state[t];
                }
                case DATA -> {
                    state[t] = noise / Math.sqrt(1 - g);
                    network[t] = Math.sqrt(a) - Math.sqrt(g) * state[t];
                }
                case VELOCITY, FLOW, FLOW_TO_DATA -> {
                    Prediction.Linear data = prediction.data(g);
                    Prediction.Linear eps = prediction.noise(g);
                    state[t] = Math.sqrt(a) * data.state() + noise * eps.state();
                    network[t] = Math.sqrt(a) * data.network() + noise * eps.network();
                }
            }
        }
        return new StepCoefficients(state, network, std, schedule.time(), beta, input, 1, 0);
    }

    /**
     * Multistep consistency sampling (Song et al., 2023, Alg. 1): the mean is the network's guess of the data, with the next level's
     * signal, and the deviation is the next level's noise; 0 where that is clean data.
     */
    public static StepCoefficients consistency(DenoiserLevels levels) {
        int steps = levels.steps();
        double[] scale = levels.scale();
        double[] sigma = levels.sigma();
        double[] state = new double[steps];
        double[] network = new double[steps];
        double[] std = new double[steps];
        double[] beta = new double[steps];
        for (int t = 0; t < steps; t++) {
            state[t] = scale[t + 1] * levels.skip()[t];
            network[t] = scale[t + 1] * levels.out()[t];
            std[t] = scale[t + 1] * sigma[t + 1];
            beta[t] = scale[t] * scale[t] * (sigma[t] * sigma[t] - sigma[t + 1] * sigma[t + 1]);
        }
        return new StepCoefficients(
                state, network, std, levels.time().clone(), beta, levels.in().clone(), levels.priorStd(), 0);
    }

    /** Whether the network is shown another multiple of the state than the state itself. */
    public boolean scalesInput() {
        return Arrays.stream(input).anyMatch(c -> c != 1);
    }

    public int steps() {
        return state.length;
    }

    /** A copy in which the last step, deterministic in the posterior, has some noise: entropy and its logarithm need it. */
    public StepCoefficients withLastStd(double last) {
        if (!(last >= 0)) throw new IllegalArgumentException("a standard deviation cannot be " + last);
        double[] copy = std.clone();
        copy[copy.length - 1] = last;
        return withStd(copy);
    }

    /** A copy in which no step has less noise than this. */
    public StepCoefficients withLeastStd(double least) {
        if (!(least >= 0)) throw new IllegalArgumentException("a standard deviation cannot be " + least);
        double[] raised = Arrays.stream(std).map(s -> Math.max(s, least)).toArray();
        return withStd(raised);
    }

    /** A copy with other deviations, (T). */
    public StepCoefficients withStd(double[] other) {
        return new StepCoefficients(state, network, other, time, beta, input, priorStd, leastReported);
    }
}

package io.dxmi.samplers.schedule;

import java.util.Arrays;

/**
 * Some of the states of a DDPM of 1000 steps; the network is told the DDPM's own index, so one pre-trained on all of them
 * serves.
 *
 * @param steps at least 1; of one step the only index is {@code from}
 * @param from DDPM index of x_0
 * @param to DDPM index of x_{T-1}, below {@code from}
 * @param betas variances of the DDPM
 */
public record SubsampledDdpm(int steps, int from, int to, Spacing spacing, DdpmBetas betas) implements NoiseSchedule {

    /** How the indices lie between the two ends. */
    public enum Spacing {
        /** Evenly. */
        LINEAR,
        /** Evenly in their square root: denser towards the data (Song et al. 2021, DDIM, appendix D.2). */
        QUADRATIC
    }

    public SubsampledDdpm {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (!(0 <= to && to < from && from < LinearDdpm.STEPS)) {
            throw new IllegalArgumentException("need 0 <= to < from < 1000, got from " + from + " and to " + to);
        }
        if (from - to < steps - 1) {
            throw new IllegalArgumentException(steps + " steps do not fit between " + from + " and " + to);
        }
    }

    private static int[] indices(int steps, int from, int to, Spacing spacing) {
        int[] out = new int[steps];
        for (int t = 0; t < steps; t++) {
            double share = (double) t / Math.max(1, steps - 1);
            out[t] = (int) Math.round(
                    switch (spacing) {
                        case LINEAR -> from + (to - from) * share;
                        case QUADRATIC -> Math.pow(Math.sqrt(from) + (Math.sqrt(to) - Math.sqrt(from)) * share, 2);
                    });
        }
        // where so many indices are too dense to differ, each is the next above the one before
        for (int t = steps - 2; t >= 0; t--) out[t] = Math.max(out[t], out[t + 1] + 1);
        return out;
    }

    /** Of the linear DDPM. */
    public SubsampledDdpm(int steps, int from, int to, Spacing spacing) {
        this(steps, from, to, spacing, DdpmBetas.LINEAR);
    }

    @Override
    public double[] alphaBar() {
        double[] all = betas.alphaBar();
        return Arrays.stream(indices(steps, from, to, spacing))
                .mapToDouble(i -> all[i])
                .toArray();
    }

    @Override
    public double[] time() {
        return Arrays.stream(indices(steps, from, to, spacing)).asDoubleStream().toArray();
    }
}

package io.dxmi.samplers.schedule;

import java.util.Arrays;

/**
 * Some of the states of {@link LinearDdpm}; the network is told the DDPM's own index, so one pre-trained on all of them
 * serves.
 *
 * @param steps at least 1; of one step the only index is {@code from}
 * @param from DDPM index of x_0
 * @param to DDPM index of x_{T-1}, below {@code from}
 */
public record SubsampledDdpm(int steps, int from, int to, Spacing spacing) implements NoiseSchedule {

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
        int[] indices = indices(steps, from, to, spacing);
        for (int t = 1; t < steps; t++) {
            if (indices[t] >= indices[t - 1]) {
                throw new IllegalArgumentException(steps + " steps do not fit between " + from + " and " + to
                        + ": index " + indices[t] + " comes twice");
            }
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
        return out;
    }

    @Override
    public double[] alphaBar() {
        return Arrays.stream(indices(steps, from, to, spacing))
                .mapToDouble(LinearDdpm::alphaBar)
                .toArray();
    }

    @Override
    public double[] time() {
        return Arrays.stream(indices(steps, from, to, spacing)).asDoubleStream().toArray();
    }
}

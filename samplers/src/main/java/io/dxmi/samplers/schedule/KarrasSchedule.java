package io.dxmi.samplers.schedule;

/**
 * Noise levels of a variance-exploding sampler, {@code x_t = data + sigma_t eps}, evenly spaced in {@code sigma^(1/rho)}
 * (Karras et al. 2022, Eq. 5), noise first.
 *
 * @param steps T, at least 1
 * @param highest sigma_0, standard deviation of the first state
 * @param lowest the last level above 0, or the last of all
 * @param rho the larger, the more of the levels are near {@code lowest}
 * @param endsNoisy whether x_T is at {@code lowest}, so that the last step is stochastic too; else it is at 0
 */
public record KarrasSchedule(int steps, double highest, double lowest, double rho, boolean endsNoisy) {

    public KarrasSchedule {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (!(0 < lowest && lowest < highest)) {
            throw new IllegalArgumentException(
                    "need 0 < lowest < highest, got lowest " + lowest + " and highest " + highest);
        }
        if (!(rho > 0)) throw new IllegalArgumentException("rho must be positive, got " + rho);
    }

    /** (T + 1), falling. */
    public double[] sigmas() {
        double[] sigmas = new double[steps + 1];
        int positive = endsNoisy ? steps + 1 : steps;
        double from = Math.pow(highest, 1 / rho);
        double to = Math.pow(lowest, 1 / rho);
        for (int j = 0; j < positive; j++) {
            sigmas[j] = Math.pow(from + (to - from) * j / Math.max(1, positive - 1), rho);
        }
        return sigmas;
    }

    /** The noise that an ancestral step adds, (T): it makes up for going down too far. */
    public double[] sigmaUp() {
        double[] sigmas = sigmas();
        double[] up = new double[steps];
        for (int t = 0; t < steps; t++) {
            double from = sigmas[t] * sigmas[t];
            double to = sigmas[t + 1] * sigmas[t + 1];
            up[t] = Math.sqrt(to * (from - to) / from);
        }
        return up;
    }

    /** The level that an ancestral step goes down to before its noise, (T): {@code sigma_{t+1}^2 / sigma_t}. */
    public double[] sigmaDown() {
        double[] sigmas = sigmas();
        double[] down = new double[steps];
        // sqrt(to^2 - up^2) without its cancellation
        for (int t = 0; t < steps; t++) down[t] = sigmas[t + 1] * sigmas[t + 1] / sigmas[t];
        return down;
    }
}

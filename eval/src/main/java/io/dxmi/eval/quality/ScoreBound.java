package io.dxmi.eval.quality;

/**
 * How far samples of a score-based model can be from the data (Kwon, Fan and Lee, arXiv 2212.06359). Noise is added by {@code
 * dx = -beta/2 x dt + sqrt(beta) dw}; the model goes back with its score s in place of the true one. With {@code e(t) =
 * sqrt(E |grad log p_t - s|²)} over the noised data, L(t) the one-sided Lipschitz constant of s, {@code (s(x) - s(y)) (x - y) <= L
 * |x - y|²}, and {@code I(t) = exp(∫_0^t beta (1/2 + L))},
 *
 * <p>{@code W2(data, samples) <= ∫ beta I e dt + I(T) W2(p_T, q_T)}.
 *
 * <p>It is an equality for a Gaussian and a score that is shifted. Between separate modes L is large and positive, and the bound
 * grows beyond all use: compare it with the diameter of the data.
 *
 * @param integral the bound, units of the data
 * @param cauchySchwarz the weaker bound by the loss of score matching, {@code sqrt(2 ∫ beta I²) sqrt(½ ∫ beta e²)} in place of the
 *     integral
 * @param weighted the same with the loss weighted by I, {@code sqrt(2 ∫ beta I) sqrt(½ ∫ beta I e²)}; between both others where e is
 *     about constant
 * @param offset the part of each bound that comes from the start of the samples, {@code I(T) W2(p_T, q_T)}
 * @param growth I(T)
 */
public record ScoreBound(double integral, double cauchySchwarz, double weighted, double offset, double growth) {

    /** Exponents beyond it give an infinite bound. */
    private static final double MOST = 700;

    /**
     * The bounds by the trapezoid rule. All arrays are (n), over ascending times.
     *
     * @param time of noising; the first is near 0, the last is the start of sampling
     * @param beta of the noising process, per unit of time
     * @param error e
     * @param lipschitz L, least upper bounds over all of space: from samples alone they are too small, and the result is no
     *     bound
     * @param start W2(p_T, q_T) of noised data and what sampling starts from, or a bound of it
     * @throws IllegalArgumentException if lengths differ, there are fewer than two times, or they do not ascend
     */
    public static ScoreBound of(double[] time, double[] beta, double[] error, double[] lipschitz, double start) {
        int n = time.length;
        if (n < 2 || beta.length != n || error.length != n || lipschitz.length != n) {
            throw new IllegalArgumentException("expected at least 2 times and as many values, got " + n + " times, "
                    + beta.length + " betas, " + error.length + " errors and " + lipschitz.length + " constants");
        }
        double[] growth = new double[n];
        double exponent = 0;
        growth[0] = 1;
        for (int i = 1; i < n; i++) {
            double width = time[i] - time[i - 1];
            if (!(width > 0)) {
                throw new IllegalArgumentException("times must ascend, got " + time[i - 1] + " before " + time[i]);
            }
            exponent += width * (beta[i - 1] * (0.5 + lipschitz[i - 1]) + beta[i] * (0.5 + lipschitz[i])) / 2;
            growth[i] = exponent > MOST ? Double.POSITIVE_INFINITY : Math.exp(exponent);
        }
        double bound = 0;
        double growths = 0;
        double squaredGrowths = 0;
        double losses = 0;
        double weightedLosses = 0;
        for (int i = 0; i < n; i++) {
            double width = ((i > 0 ? time[i] - time[i - 1] : 0) + (i + 1 < n ? time[i + 1] - time[i] : 0)) / 2;
            double weight = width * beta[i];
            double grown = error[i] == 0 ? 0 : growth[i] * error[i];
            bound += weight * grown;
            growths += weight * growth[i];
            squaredGrowths += weight * growth[i] * growth[i];
            losses += weight * error[i] * error[i] / 2;
            weightedLosses += weight * grown * error[i] / 2;
        }
        double offset = start == 0 ? 0 : growth[n - 1] * start;
        return new ScoreBound(
                bound + offset,
                product(2 * squaredGrowths, losses) + offset,
                product(2 * growths, weightedLosses) + offset,
                offset,
                growth[n - 1]);
    }

    /** Root of a product; 0 where the score is exact, however large the other factor. */
    private static double product(double growths, double losses) {
        return losses == 0 ? 0 : Math.sqrt(growths) * Math.sqrt(losses);
    }

    /** Whether it says nothing of data of a diameter: any two sets within it are nearer. */
    public boolean vacuous(double diameter) {
        return !(integral < diameter);
    }
}

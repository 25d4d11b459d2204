package io.dxmi.samplers.schedule;

import java.util.Arrays;

/**
 * A trained network as a denoiser at the levels that a sampler visits, whatever it was trained to predict: states are
 * {@code x = scale (data + sigma eps)}, the guess of the data is {@code skip x + out F(in x, time)}.
 *
 * @param scale (T + 1)
 * @param sigma (T + 1), falling, noise first; 0 at the end if that is clean data
 * @param skip (T), as all that follow
 */
public record DenoiserLevels(double[] scale, double[] sigma, double[] skip, double[] out, double[] in, double[] time) {

    /** A variance-preserving diffusion, divided by its shrinking signal. */
    public static DenoiserLevels of(NoiseSchedule schedule, Prediction prediction) {
        double[] alphaBar = schedule.alphaBar();
        int steps = alphaBar.length;
        double[] scale = new double[steps + 1];
        double[] sigma = new double[steps + 1];
        double[] skip = new double[steps];
        double[] out = new double[steps];
        double[] in = new double[steps];
        scale[steps] = 1;
        for (int t = 0; t < steps; t++) {
            scale[t] = Math.sqrt(alphaBar[t]);
            sigma[t] = Math.sqrt(1 - alphaBar[t]) / scale[t];
            in[t] = prediction.input(alphaBar[t]);
            Prediction.Linear data = prediction.data(alphaBar[t]);
            skip[t] = data.state();
            out[t] = data.network();
        }
        return new DenoiserLevels(scale, sigma, skip, out, in, schedule.time());
    }

    /** A variance-exploding diffusion. */
    public static DenoiserLevels of(KarrasSchedule schedule, Preconditioning network) {
        double[] sigma = schedule.sigmas();
        double[] scale = new double[sigma.length];
        Arrays.fill(scale, 1);
        double[] before = Arrays.copyOf(sigma, schedule.steps());
        return new DenoiserLevels(
                scale,
                sigma,
                Arrays.stream(before).map(network::skip).toArray(),
                Arrays.stream(before).map(network::out).toArray(),
                Arrays.stream(before).map(network::in).toArray(),
                Arrays.stream(before).map(network::time).toArray());
    }

    /** T. */
    public int steps() {
        return skip.length;
    }

    /** Standard deviation of x_0. */
    public double priorStd() {
        return scale[0] * sigma[0] >= 1 ? scale[0] * sigma[0] : 1;
    }
}

package io.dxmi.config;

/**
 * How the result is measured.
 *
 * @param samples drawn from the sampler and from the data
 * @param projections of the sliced Wasserstein distance
 * @param draws of both sets, over which distances are averaged
 * @param before whether pictures of the pre-trained network alone are measured too, in as many steps and in 20
 * @param every iterations of the joint training from one measurement and picture to the next; 0 for the end only
 * @param everySamples drawn for each of those, and as many training data
 * @param box half the side of the box of uniform noise that the energy is told from
 */
public record EvaluationConfig(
        int samples, int projections, int draws, boolean before, int every, int everySamples, double box) {

    private static final long DENSE = 20;

    public EvaluationConfig {
        Require.atLeast("samples", samples, 2);
        Require.count("projections", projections, 1, 1_000_000);
        Require.count("draws", draws, 1, 1_000);
        Require.atLeast("every", every, 0);
        Require.atLeast("every_samples", everySamples, 2);
        Require.within("box", box, 1e-3, 1e6);
    }

    /** Samples that are compared with a known density: {@value #DENSE} times as many. */
    public long denseSamples() {
        return DENSE * samples;
    }
}

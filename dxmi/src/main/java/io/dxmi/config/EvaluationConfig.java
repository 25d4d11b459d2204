package io.dxmi.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the result is measured.
 *
 * @param samples drawn from the sampler and from the data
 * @param projections of the sliced Wasserstein distance
 * @param draws of both sets, over which distances are averaged
 * @param before whether pictures of the pre-trained network alone are measured too, in as many steps and in 20
 * @param every iterations of the joint training from one measurement and picture to the next; 0 for the end only
 * @param everySamples drawn for each of those, and as many training data
 * @param extractor of the features of pictures: {@code scattering}, {@code pixels}, weights of an EfficientNet-Lite or a TorchScript file
 * @param box half the side of the box of uniform noise that the energy is told from
 */
public record EvaluationConfig(
        int samples,
        int projections,
        int draws,
        boolean before,
        int every,
        int everySamples,
        String extractor,
        double box) {

    private static final long DENSE = 20;

    public EvaluationConfig {
        Require.atLeast("samples", samples, 2);
        Require.count("projections", projections, 1, 1_000_000);
        Require.count("draws", draws, 1, 1_000);
        Require.atLeast("every", every, 0);
        Require.atLeast("every_samples", everySamples, 2);
        Require.path("extractor", extractor);
        Require.that(extractor != null, "extractor must be scattering, pixels or a TorchScript file, got nothing");
        Require.within("box", box, 1e-3, 1e6);
    }

    /** The same configuration with the path of an extractor's file made absolute. */
    EvaluationConfig resolvedAgainst(Path folder) {
        boolean file = Files.isRegularFile(folder.resolve(extractor));
        String absolute =
                file ? folder.resolve(extractor).toAbsolutePath().normalize().toString() : extractor;
        return new EvaluationConfig(samples, projections, draws, before, every, everySamples, absolute, box);
    }

    /** Samples that are compared with a known density: {@value #DENSE} times as many. */
    public long denseSamples() {
        return DENSE * samples;
    }
}

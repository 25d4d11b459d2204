package io.dxmi.samplers.schedule;

import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reverse posterior of the denoising diffusion GAN is the recorded one; it counts from the data. */
@Tag("golden")
class DdganGoldenTest {

    /** Recorded in float32, whose ratios of products near 1 cancel. */
    private static final Tolerance SINGLE = Tolerance.scaled(5e-6);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("ddgan_ncsnpp*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void posterior(GoldenCase golden) {
        DdganSchedule schedule = new DdganSchedule(
                golden.json().at("/posterior/T").asInt(),
                golden.json().at("/posterior/beta_min").asDouble(),
                golden.json().at("/posterior/beta_max").asDouble());
        StepCoefficients c = StepCoefficients.ddpmPosterior(schedule, Prediction.DATA);
        SINGLE.check("alphas_cumprod", TimeDirection.flip(schedule.alphaBar()), golden.array("post/alphas_cumprod"));
        SINGLE.check("betas", TimeDirection.flip(c.beta()), golden.array("post/betas"));
        double[] variance =
                Arrays.stream(TimeDirection.flip(c.std())).map(s -> s * s).toArray();
        SINGLE.check("posterior_variance", variance, golden.array("post/posterior_variance"));
        SINGLE.check("coef1", TimeDirection.flip(c.network()), golden.array("post/posterior_mean_coef1"));
        SINGLE.check("coef2", TimeDirection.flip(c.state()), golden.array("post/posterior_mean_coef2"));

        int steps = schedule.steps();
        double[] x0 = golden.array("post/x0").toDoubles();
        double[] xt = golden.array("post/xt").toDoubles();
        double[] noise = golden.array("post/noise").toDoubles();
        double[] sample = new double[x0.length];
        for (int i = 0; i < sample.length; i++) {
            int t = TimeDirection.flip(i / (sample.length / steps), steps);
            sample[i] = c.network()[t] * x0[i] + c.state()[t] * xt[i] + c.std()[t] * noise[i];
        }
        SINGLE.check("sample", sample, golden.array("post/sample"));
        for (int t = 0; t < steps; t++) {
            Tolerance.absolute(0).check("time", schedule.time()[t], TimeDirection.flip(t, steps));
        }
    }
}

package io.dxmi.samplers.schedule;

import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schedule as released, against what the released code computed. */
@Tag("golden")
class FastDpmGoldenTest {

    /** Schedule arrays whose float32 arithmetic is mirrored. */
    private static final Tolerance MIRRORED = Tolerance.relative(2e-7);
    /** Coefficients computed in double from mirrored products; the reference rounds every operation to float32 (4e-6 seen). */
    private static final Tolerance IN_DOUBLE = Tolerance.relative(1.5e-4);
    /** Fractional times: the reference's search stops early, and near the data its float32 logarithm is coarse. */
    private static final Tolerance TIME = Tolerance.absolute(2e-4);
    /** The same formulas in double throughout. */
    private static final Tolerance SAME = Tolerance.relative(1e-9);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("var_schedule_*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void schedule(GoldenCase golden) {
        FastDpmSchedule schedule = released(golden);
        SAME.check("user_defined_eta", schedule.eta(), golden.array("user_defined_eta"));
        MIRRORED.check("Gamma_bar", TimeDirection.flip(schedule.alphaBar()), golden.array("Gamma_bar"));
        TIME.check("continuous_steps", schedule.time(), golden.array("continuous_steps"));
        TIME.check("diffusion_steps_list", schedule.time(), golden.array("diffusion_steps_list"));

        double[] ends = {LinearDdpm.alphaBar(0), LinearDdpm.alphaBar(LinearDdpm.STEPS - 1)};
        // The recorded product is a float32 one of a thousand factors.
        Tolerance.relative(1e-5).check("ref_Alpha_bar_ends", ends, golden.array("ref_Alpha_bar_ends"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void coefficients(GoldenCase golden) {
        double[] recordedStd = golden.array("std").toDoubles();
        StepCoefficients step = StepCoefficients.ddpmPosterior(released(golden), Prediction.NOISE)
                .withLastStd(recordedStd[recordedStd.length - 1]);
        IN_DOUBLE.check("x_prev_multiplier", step.state(), golden.array("x_prev_multiplier"));
        IN_DOUBLE.check("theta_multiplier", step.network(), golden.array("theta_multiplier"));
        IN_DOUBLE.check("std", step.std(), golden.array("std"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void coefficientsInDouble(GoldenCase golden) {
        double[] eta = released(golden).eta();
        double[] dataFirst = new double[eta.length];
        double product = 1;
        for (int i = 0; i < eta.length; i++) {
            product *= 1 - eta[i];
            dataFirst[i] = product;
        }
        SAME.check("Gamma_bar_f64", dataFirst, golden.array("Gamma_bar_f64"));

        double[] recordedStd = golden.array("std_f64").toDoubles();
        StepCoefficients step = StepCoefficients.ddpmPosterior(
                        new Plain(
                                TimeDirection.flip(dataFirst),
                                golden.array("continuous_steps_f64").toDoubles()),
                        Prediction.NOISE)
                .withLastStd(recordedStd[recordedStd.length - 1]);
        SAME.check("x_prev_multiplier_f64", step.state(), golden.array("x_prev_multiplier_f64"));
        SAME.check("theta_multiplier_f64", step.network(), golden.array("theta_multiplier_f64"));
        SAME.check("std_f64", step.std(), golden.array("std_f64"));

        double[] time = new double[eta.length];
        for (int i = 0; i < eta.length; i++) time[i] = LinearDdpm.indexOf(Math.log(dataFirst[i]));
        // The reference's search accepts 1e-8 of the logarithm, which is up to 1e-5 of an index.
        Tolerance.absolute(1e-5)
                .check("continuous_steps_f64", TimeDirection.flip(time), golden.array("continuous_steps_f64"));
    }

    private static FastDpmSchedule released(GoldenCase golden) {
        return FastDpmSchedule.asReleased(golden.json().get("T").asInt());
    }

    private record Plain(double[] alphaBar, double[] time) implements NoiseSchedule {
        @Override
        public int steps() {
            return alphaBar.length;
        }
    }
}

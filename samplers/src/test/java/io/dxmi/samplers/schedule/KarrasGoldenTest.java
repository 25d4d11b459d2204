package io.dxmi.samplers.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Noise levels, ancestral splits and preconditioning are the reference's. */
@Tag("golden")
class KarrasGoldenTest {

    private static final Tolerance DOUBLE = Tolerance.scaled(1e-9);
    private static final Tolerance SINGLE = Tolerance.relative(1e-5);

    /** One recorded schedule. */
    record Recorded(GoldenCase golden, String name, JsonNode options) {
        @Override
        public String toString() {
            return golden + " " + name;
        }
    }

    static List<Recorded> schedules() {
        List<Recorded> list = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.matching("karras_schedule*")) {
            for (Map.Entry<String, JsonNode> e : golden.json().get("schedules").properties()) {
                list.add(new Recorded(golden, e.getKey(), e.getValue()));
            }
        }
        return list;
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void levels(Recorded r) {
        KarrasSchedule schedule = new KarrasSchedule(
                r.options.get("n_timesteps").asInt(),
                r.options.get("sigma_max").asDouble(),
                r.options.get("sigma_min").asDouble(),
                r.options.get("rho").asDouble(),
                r.options.get("stochastic_last").asBoolean());
        String path = r.name + "/";
        SINGLE.check("sigmas", schedule.sigmas(), r.golden.array(path + "sigmas"));
        SINGLE.check("sigma_up", schedule.sigmaUp(), r.golden.array(path + "sigma_up"));
        DOUBLE.check("sigmas_f64", schedule.sigmas(), r.golden.array(path + "sigmas_f64"));
        DOUBLE.check("sigma_up_f64", schedule.sigmaUp(), r.golden.array(path + "sigma_up_f64"));
        // the reference's difference of squares cancels in double too
        Tolerance.absolute(1e-8).check("sigma_down_f64", schedule.sigmaDown(), r.golden.array(path + "sigma_down_f64"));
        double[] down = r.golden.array(path + "sigma_down").toDoubles();
        double[] sigmas = schedule.sigmas();
        for (int t = 0; t < down.length; t++) {
            Tolerance.absolute(1e-5 * sigmas[t]).check("sigma_down " + t, schedule.sigmaDown()[t], down[t]);
        }
        double[] logs = Arrays.stream(StepCoefficients.ancestral(schedule, Preconditioning.EDM)
                        .withLeastStd(1e-3)
                        .std())
                .map(Math::log)
                .toArray();
        Tolerance.absolute(1e-5).check("log_betas", logs, r.golden.array(path + "log_betas_trainable"));
    }

    static List<GoldenCase> cases() {
        return GoldenCase.matching("karras_schedule*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void preconditioning(GoldenCase golden) {
        double sd = golden.json().get("sigma_data").asDouble();
        double least = golden.json().get("boundary_sigma_min").asDouble();
        check(golden, "precond/plain/", new Preconditioning(sd, 0));
        check(golden, "precond/boundary/", new Preconditioning(sd, least));
        double[] sigma = golden.array("precond/sigma").toDoubles();
        Tolerance.scaled(1e-6).check("time", at(sigma, Preconditioning.EDM::time), golden.array("precond/rescaled_t"));
    }

    private static void check(GoldenCase golden, String path, Preconditioning p) {
        double[] sigma = golden.array("precond/sigma").toDoubles();
        Tolerance tolerance = Tolerance.absolute(1e-6);
        tolerance.check(path + "c_skip", at(sigma, p::skip), golden.array(path + "c_skip"));
        tolerance.check(path + "c_out", at(sigma, p::out), golden.array(path + "c_out"));
        tolerance.check(path + "c_in", at(sigma, p::in), golden.array(path + "c_in"));
    }

    private static double[] at(double[] sigma, DoubleUnaryOperator f) {
        return Arrays.stream(sigma).map(f).toArray();
    }
}

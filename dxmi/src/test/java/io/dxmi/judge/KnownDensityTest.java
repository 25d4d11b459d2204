package io.dxmi.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.config.ConfigLoader;
import io.dxmi.config.EvaluationConfig;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.Distribution2d;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.PointSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownDensityTest {

    private static KnownDensity of(PointSet set) {
        return new KnownDensity(
                FreshDraws.of(set), ConfigLoader.preset("8gaussians", List.of()).evaluation(), 3, Optional.of(0.5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 1000})
    void aBoxThatTheGridCannotHoldIsRefused(double box) {
        EvaluationConfig config = ConfigLoader.preset("8gaussians", List.of("evaluation.box=" + box))
                .evaluation();
        FreshDraws data = FreshDraws.of(PointSet.RINGS);
        assertThatThrownBy(() -> new KnownDensity(data, config, 3, Optional.empty()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("evaluation.box must be 2.5 to 8.0 for data.name=rings, got " + box);
    }

    /** What an independent program found. */
    @ParameterizedTest
    @CsvSource({
        "EIGHT_GAUSSIANS, 0.9025",
        "TWO_SPIRALS, 0.9152",
        "CHECKERBOARD, 0.750",
        "RINGS, 0.9184",
        "MOONS, 0.9347"
    })
    void anEnergyThatKnowsNothingIsBelowTheCeiling(PointSet set, double ceiling) {
        List<Measured> found = of(set).ofEnergy(points -> new double[points.length / 2], "nothing");
        assertThat(Reported.metric("energy_auc", found).number()).isCloseTo(0.5, within(1e-12));
        assertThat(Reported.metric("energy_auc_ceiling", found).number()).isCloseTo(ceiling, within(0.002));
        assertThat(Reported.metric("energy_auc_gap", found).number()).isCloseTo(ceiling - 0.5, within(0.002));
    }

    /** KL of the uniform density on the box of side 16 from the checkerboard's, which is uniform on an area of 32. */
    @Test
    void divergenceOfAnEnergyThatKnowsNothing() {
        List<Measured> found = of(PointSet.CHECKERBOARD).ofEnergy(points -> new double[points.length / 2], "nothing");
        assertThat(Reported.metric("energy_kl", found).number()).isCloseTo(Math.log(256 / 32.0), within(1e-12));
    }

    @Test
    void theTrueEnergyReachesTheCeilingAndHasNoDivergence() {
        Distribution2d truth = PointSet.EIGHT_GAUSSIANS.distribution();
        List<Measured> found = of(PointSet.EIGHT_GAUSSIANS)
                .ofEnergy(
                        points -> {
                            double[] energies = new double[points.length / 2];
                            for (int i = 0; i < energies.length; i++) {
                                energies[i] =
                                        -0.5 * truth.logDensity(points[2 * i], points[2 * i + 1]); // at temperature 0.5
                            }
                            return energies;
                        },
                        "the truth");
        assertThat(Reported.metric("energy_auc_gap", found).number()).isCloseTo(0, within(1e-9));
        assertThat(Reported.metric("energy_kl", found).number()).isCloseTo(0, within(1e-6));
        assertThat(Reported.metric("energy_kl_rescaled", found).number()).isCloseTo(0, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void exactSamplesReachEveryBound(PointSet set) {
        float[] exact = FreshDraws.of(set).heldOut(11, 200_000);
        List<Reported> found = of(set).ofSamples(exact, "exact draws");
        assertThat(Reported.metric("jensen_shannon", found).number()).isBetween(-0.1, 0.8);
        assertThat(Reported.metric("jensen_shannon_floor", found).number()).isBetween(-0.1, 0.8);
        assertThat(Reported.metric("far_outliers", found).number()).isLessThan(1e-5);
        if (set != PointSet.EIGHT_GAUSSIANS) return;
        assertThat(Reported.metric("mode_weight_error", found).number()).isBetween(1e-4, 5e-3);
        // Of one mode by itself; the tail of a mode that ends near another one counts too.
        double alone = 1 - Math.exp(-4.5);
        assertThat(Reported.metric("high_quality", found).number()).isBetween(alone, alone + 0.002);
    }

    /** A hundredth of the samples far out, and a mode of twice the weight of the others. */
    @Test
    void outliersAndUnequalWeightsAreSeen() {
        float[] samples = FreshDraws.of(PointSet.EIGHT_GAUSSIANS).heldOut(12, 100_000);
        double before = divergence(of(PointSet.EIGHT_GAUSSIANS).ofSamples(samples, "without outliers"));
        for (int i = 0; i < samples.length; i += 200) {
            samples[i] = 4.8f;
            samples[i + 1] = -4.8f;
        }
        List<Reported> found = of(PointSet.EIGHT_GAUSSIANS).ofSamples(samples, "with outliers");
        assertThat(Reported.metric("far_outliers", found).number()).isCloseTo(0.01, within(1e-5));
        // log(2) / 200 of the cell that no data reach; that the rest has lost a hundredth is of second order.
        assertThat(divergence(found) - before).isCloseTo(1000 * Math.log(2) / 200, within(0.1));

        float[] heavy = FreshDraws.of(PointSet.EIGHT_GAUSSIANS).heldOut(12, 90_000);
        Distribution2d.Mode first =
                PointSet.EIGHT_GAUSSIANS.distribution().modes().get(0);
        for (int i = 0; i < 20_000; i += 2) {
            heavy[i] = (float) first.x();
            heavy[i + 1] = (float) first.y();
        }
        // One mode of 80,000 / 8 + 10,000 of 90,000: 2/9, 7/72 above an eighth.
        assertThat(Reported.metric(
                                "mode_weight_error",
                                of(PointSet.EIGHT_GAUSSIANS).ofSamples(heavy, "heavy"))
                        .number())
                .isCloseTo(7 / 72.0, within(5e-3));
    }

    private static double divergence(List<Reported> found) {
        return Reported.metric("jensen_shannon", found).number();
    }
}

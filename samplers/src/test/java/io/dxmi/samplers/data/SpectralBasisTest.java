package io.dxmi.samplers.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.data.SpectralBasis.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpectralBasisTest {

    private static float[] coefficients(int rows, int modes) {
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[rows * modes];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    private static float[] inFloats(double... values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        return out;
    }

    /** Up to as many modes as the grid has values. */
    @ParameterizedTest
    @EnumSource
    void aGridOfAnySizeGivesTheSameCoefficients(Kind kind) {
        SpectralBasis basis = new SpectralBasis(kind, 12);
        float[] wanted = coefficients(3, 12);
        for (int n : new int[] {12, 13, 48, 500}) {
            assertThat(basis.coefficients(basis.curves(wanted, n), n)).containsExactly(wanted, within(1e-5f));
        }
    }

    /** The mean square of a curve is the sum of its squared coefficients. */
    @ParameterizedTest
    @EnumSource
    void distancesOfCurvesAreThoseOfTheirCoefficients(Kind kind) {
        float[] scores = coefficients(1, 9);
        float[] curve = new SpectralBasis(kind, 9).curves(scores, 40);
        double ofScores = 0;
        double ofCurve = 0;
        for (float value : scores) ofScores += value * value;
        for (float value : curve) ofCurve += value * value / 40.0;
        assertThat(ofCurve).isCloseTo(ofScores, within(1e-5 * ofScores));
    }

    @Test
    void constantAndSineAreFirstFunctions() {
        assertThat(new SpectralBasis(Kind.COSINE, 2).coefficients(new float[] {3, 3, 3, 3}, 4))
                .containsExactly(new float[] {3, 0}, within(1e-6f));
        int n = 100;
        float[] curve = new float[n];
        for (int i = 0; i < n; i++) curve[i] = (float) Math.sin(1.5 * Math.PI * (i + 0.5) / n);
        assertThat(new SpectralBasis(Kind.SINE, 3).coefficients(curve, n))
                .containsExactly(inFloats(0, Math.sqrt(0.5), 0), within(1e-6f));
    }

    @Test
    void aGridWithFewerValuesThanModesIsRefused() {
        assertThatThrownBy(() -> new SpectralBasis(Kind.SINE, 5).coefficients(new float[4], 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 modes");
    }

    /** The running sum of independent increments is Brownian motion: variance t in the middle of the grid. */
    @Test
    void brownianSpectrumHasTheVarianceOfBrownianMotion() {
        int modes = 400;
        int n = 400;
        double[] deviations = NoiseSpectrum.BROWNIAN.deviations(modes, modes);
        double[] variance = new double[n];
        for (int k = 0; k < modes; k++) {
            float[] one = new float[modes];
            one[k] = (float) deviations[k];
            float[] curve = new SpectralBasis(Kind.SINE, modes).curves(one, n);
            for (int i = 0; i < n; i++) variance[i] += curve[i] * curve[i];
        }
        for (int i : new int[] {50, 100, 200, 300}) {
            assertThat(variance[i]).isCloseTo((i + 0.5) / n, within(2e-3));
        }
    }

    @Test
    void spectraAreThoseOfTheirFormulas() {
        assertThat(NoiseSpectrum.WHITE.deviations(3, 3)).containsExactly(1, 1, 1);
        assertThat(NoiseSpectrum.WHITE.deviations(3, 2)).containsExactly(1, 1, 0);
        assertThat(NoiseSpectrum.DECAY.deviations(4, 9)[3]).isCloseTo(Math.sqrt(0.4 / 8), within(1e-12));
        assertThat(NoiseSpectrum.BROWNIAN.deviations(1, 1)[0]).isCloseTo(2 / Math.PI, within(1e-12));
    }
}

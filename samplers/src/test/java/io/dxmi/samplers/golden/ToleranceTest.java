package io.dxmi.samplers.golden;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.tensor.HostTensor;
import org.junit.jupiter.api.Test;

class ToleranceTest {

    @Test
    void namesTheWorstElementBothValuesAndTheBound() {
        HostTensor expected = HostTensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThatThrownBy(() -> Tolerance.absolute(0.125).check("out", new double[] {1, 2.25, 3, 4, 5.5, 6}, expected))
                .isInstanceOf(AssertionError.class)
                .hasMessage("out: 2 of 6 elements are off; worst at [1, 1]: got 5.5, expected 5.0, difference 0.5, "
                        + "allowed 0.125 (0.125 absolute)");
    }

    @Test
    void relMaxScalesWithTheLargestMagnitude() {
        double[] expected = {0.001, -100};
        assertThatCode(() -> Tolerance.relMax(1e-3).check("x", new double[] {0.09, -100.09}, expected))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Tolerance.relMax(1e-3).check("x", new double[] {0.2, -100}, expected))
                .hasMessageContaining("worst at [0]");
    }

    @Test
    void relativeAndScaledDifferBelowOne() {
        assertThatThrownBy(() -> Tolerance.relative(1e-3).check("x", 0.0105, 0.01))
                .isInstanceOf(AssertionError.class);
        assertThatCode(() -> Tolerance.scaled(1e-3).check("x", 0.0105, 0.01)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Tolerance.scaled(1e-3).check("x", 100.2, 100)).isInstanceOf(AssertionError.class);
    }

    @Test
    void notFiniteValuesMatchOnlyThemselves() {
        double nan = Double.NaN;
        double inf = Double.POSITIVE_INFINITY;
        Tolerance loose = Tolerance.absolute(1e300);
        assertThatCode(() -> loose.check("x", new double[] {nan, inf}, new double[] {nan, inf}))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> loose.check("x", nan, 0)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> loose.check("x", 0, nan)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> loose.check("x", -inf, inf)).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesOtherSizesAndShapes() {
        HostTensor row = HostTensor.of(new double[] {1, 2}, 1, 2);
        HostTensor column = HostTensor.of(new double[] {1, 2}, 2, 1);
        assertThatThrownBy(() -> Tolerance.absolute(1).check("x", row, column))
                .hasMessage("x: shape is [1, 2], expected [2, 1]");
        assertThatThrownBy(() -> Tolerance.absolute(1).check("x", new double[1], row))
                .hasMessageContaining("has 1 elements");
    }
}

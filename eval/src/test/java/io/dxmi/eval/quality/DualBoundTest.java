package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DualBoundTest {

    @Property(tries = 1000)
    void noFunctionCertifiesMoreThanTheDistance(@ForAll @IntRange(min = 1, max = 12) int n, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] x = Sets.gaussian(n, 2, random);
        double[][] y = Sets.affine(Sets.gaussian(n, 2, random), 2, 1);
        double scale = Math.exp(random.nextGaussian() * 2);
        double[] ofX = random.doubles(n, -scale, scale).toArray();
        double[] ofY = random.doubles(n, -scale, scale).toArray();
        DualBound bound = DualBound.of(x, ofX, y, ofY);
        assertThat(bound.certified())
                .isLessThanOrEqualTo(ExactWasserstein.w1(x, y).distance() + 1e-12 * (1 + scale));
        assertThat(bound.excess()).isNotNegative();
    }

    @Property(tries = 50)
    void aSlopeOfOneAlongAShiftIsTightAndHasNoExcess(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
        double[][] y = Sets.gaussian(n, 1, new Random(seed));
        double[][] x = Sets.affine(y, 1, 3);
        DualBound bound = DualBound.of(x, first(x), y, first(y));
        assertThat(bound.certified()).isCloseTo(3, within(1e-12));
        assertThat(bound.excess()).isCloseTo(0, within(1e-12));
    }

    @Example
    void aSteepFunctionIsFoundOut() {
        double[][] x = {{3}, {4}};
        double[][] y = {{0}, {1}};
        DualBound bound = DualBound.of(x, new double[] {30, 40}, y, new double[] {0, 10});
        assertThat(bound.certified()).isLessThanOrEqualTo(3);
        assertThat(bound.excess()).isEqualTo(30 - bound.certified(), within(1e-12));
    }

    @Example
    void sizesMustFit() {
        assertThatThrownBy(() -> DualBound.of(new double[][] {{1}}, new double[2], new double[][] {{1}}, new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 and 1 values, got 2 and 1");
    }

    private static double[] first(double[][] points) {
        return Arrays.stream(points).mapToDouble(point -> point[0]).toArray();
    }
}

package io.dxmi.gcd.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NeighbourEntropyTest {

    private static float[] normal(int n, int d, double sd) {
        SplittableRandom random = new SplittableRandom(3);
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.length; i++) rows[i] = (float) (sd * random.nextGaussian());
        return rows;
    }

    /** The estimate's own spread at 2,000 rows is about sqrt((D/2 + trigamma(k)) / n) = 0.02 to 0.03. */
    @Test
    void normalsHaveTheEntropyOfTheirFormula() {
        for (int d = 1; d <= 3; d++) {
            for (double sd : new double[] {0.3, 2}) {
                double exact = d * (0.5 + 0.5 * Math.log(2 * Math.PI) + Math.log(sd));
                assertThat(NeighbourEntropy.of(normal(2000, d, sd), d, 5)).isCloseTo(exact, within(0.1));
            }
        }
    }

    @Test
    void rowsThatCoincideHaveNone() {
        assertThat(NeighbourEntropy.of(new float[20], 2, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> NeighbourEntropy.of(new float[4], 2, 3)).hasMessageContaining("got 2");
    }
}

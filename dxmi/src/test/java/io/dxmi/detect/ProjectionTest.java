package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.detect.feature.Projection;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Principal components of few rows and of many. */
class ProjectionTest {

    private static float[] rows(int n, int inputs, long seed) {
        Random random = new Random(seed);
        float[] rows = new float[n * inputs];
        for (int i = 0; i < rows.length; i++) rows[i] = (float) (random.nextGaussian() / (1 + i % inputs) + 3);
        return rows;
    }

    /** Each row twice leaves mean and covariance as they are, and makes the rows more than the inputs. */
    @Test
    void fewRowsHaveTheComponentsOfTheirCovariance() {
        int n = 7;
        int inputs = 12;
        float[] few = rows(n, inputs, 1);
        float[] many = new float[2 * few.length];
        System.arraycopy(few, 0, many, 0, few.length);
        System.arraycopy(few, 0, many, few.length, few.length);
        for (double whitening : new double[] {0, 1}) {
            float[] gram = Projection.fit(few, inputs, 5, whitening).of(few);
            float[] covariance = Projection.fit(many, inputs, 5, whitening).of(few);
            assertThat(gram).hasSize(5 * n).hasSameSizeAs(covariance);
            for (int i = 0; i < gram.length; i++) assertThat(gram[i]).isCloseTo(covariance[i], within(2e-4f));
        }
    }

    @Test
    void rowsThatDoNotVaryHaveComponentsThatAreFinite() {
        float[] same = new float[5 * 40];
        Arrays.fill(same, 0.25f);
        Projection projection = Projection.fit(same, 40, 10, 0);
        assertThat(projection.outputs()).isEqualTo(4);
        for (float v : projection.of(rows(3, 40, 2))) assertThat(v).isFinite();
    }

    /** Inputs of any scale and number: the mean square of a block's outputs follows its share alone. */
    @Test
    void blocksCountAsTheirSharesSay() {
        int n = 4000;
        float[] rows = rows(n, 9, 3);
        for (int i = 0; i < rows.length; i++) rows[i] *= i % 9 < 2 ? 50 : i % 9 == 3 || i % 9 == 4 ? 1e-3f : 1;
        float[] outputs = Projection.ofBlocks(rows, new int[] {2, 4, 3}, new double[] {1, 1, 0.5})
                .of(rows);
        double[] squares = new double[3];
        for (int i = 0; i < outputs.length; i++) {
            squares[i % 9 < 2 ? 0 : i % 9 < 6 ? 1 : 2] += (double) outputs[i] * outputs[i] / n;
        }
        assertThat(squares[0]).isCloseTo(9 * 0.4, within(1e-3));
        assertThat(squares[1]).isCloseTo(9 * 0.4, within(1e-3));
        assertThat(squares[2]).isCloseTo(9 * 0.2, within(1e-3));
    }
}

package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModeCoverageTest {

    private static final double[][] CENTRES = {{0, 0}, {10, 0}, {0, 10}, {10, 10}};

    @Test
    void weightErrorIsTheTotalVariationFromEqualShares() {
        double[][] samples = {{0, 0}, {1, 0}, {0, 1}, {10, 0}, {10, 1}, {0, 10}, {50, 50}, {5, 5}}; // 3, 2, 1, 0 good
        ModeCoverage coverage = ModeCoverage.of(samples, CENTRES, 1, 0.1);
        assertThat(coverage.weightError())
                .isCloseTo((0.25 + (2 / 6.0 - 0.25) + (0.25 - 1 / 6.0) + 0.25) / 2, within(1e-15));
        assertThat(ModeCoverage.of(CENTRES, CENTRES, 1, 0.1).weightError()).isZero();
    }

    @Test
    void weightErrorIsOneWithoutAGoodSample() {
        assertThat(ModeCoverage.of(new double[][] {{50, 50}}, CENTRES, 1, 0.1).weightError())
                .isEqualTo(1);
    }
}

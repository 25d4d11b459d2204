package io.dxmi.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.bench.capacity.FineTuningCapacity.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The constructions change the chosen labels and nothing else, in float64 and not in float32. */
class ConstructionsTest {

    /** Samples, changed samples, units of two and of three layers. */
    @ParameterizedTest
    @CsvSource({
        "100, 10, 30, 19",
        "1000, 10, 30, 19",
        "1000, 100, 300, 57",
        "1000, 400, 1200, 113",
        "400, 400, 1200, 113",
        "5, 1, 3, 5"
    })
    void theyAreExactInFloat64(int k, int n, int two, int three) {
        for (int seed = 0; seed < 2; seed++) {
            Relabelling task = Relabelling.draw(k, n, 20, seed);
            Result ofTwo = Result.of(Constructions::twoLayers, task);
            Result ofThree = Result.of(Constructions::threeLayers, task);
            assertThat(ofTwo.error()).isLessThan(1e-6);
            assertThat(ofThree.error()).isLessThan(1e-6);
            assertThat(ofTwo.units()).isEqualTo(two);
            assertThat(ofThree.units()).isEqualTo(three);
        }
    }

    /** The other half of the result: slopes of one over the smallest gap leave nothing of 24 bits. */
    @ParameterizedTest
    @CsvSource({"1000, 100", "1000, 400"})
    void threeLayersAreUselessInFloat32(int k, int n) {
        Result result = Result.of(Constructions::threeLayers, Relabelling.draw(k, n, 20, 0));
        assertThat(result.floatError()).isGreaterThan(1); // labels are within [-1, 1]
    }
}

package io.dxmi.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class DistancesGoldenTest {

    private static final Tolerance FLOAT64 = Tolerance.scaled(1e-9);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("metric_distances*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sliced(GoldenCase golden) {
        JsonNode expected = golden.json().get("results");
        double[][] x = Sets.rows(golden.array("X"));
        double[][] y = Sets.rows(golden.array("Y"));
        double[][] z = Sets.rows(golden.array("Z_other_size"));
        double[][] directions = Sets.rows(golden.array("directions"));

        FLOAT64.check(
                "squared W2 per direction",
                SlicedWasserstein.squaredW2PerDirection(x, y, directions),
                golden.array("sliced_w2sq_per_direction"));
        FLOAT64.check(
                "squared W2 per direction, unequal",
                SlicedWasserstein.squaredW2PerDirection(x, z, directions),
                golden.array("sliced_w2sq_unequal_per_direction"));
        FLOAT64.check(
                "sliced_w2",
                SlicedWasserstein.w2(x, y, directions),
                expected.get("sliced_w2").asDouble());
        FLOAT64.check(
                "sliced_w1",
                SlicedWasserstein.w1(x, y, directions),
                expected.get("sliced_w1").asDouble());
        FLOAT64.check(
                "sliced_w2_unequal",
                SlicedWasserstein.w2(x, z, directions),
                expected.get("sliced_w2_unequal").asDouble());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneDimensional(GoldenCase golden) {
        JsonNode expected = golden.json().get("results");
        double[] x = Sets.column(Sets.rows(golden.array("X")), 0);
        double[] y = Sets.column(Sets.rows(golden.array("Y")), 0);
        double[] z = Sets.column(Sets.rows(golden.array("Z_other_size")), 0);

        FLOAT64.check(
                "w1_1d_equal",
                Wasserstein1d.w1(x, y),
                expected.get("w1_1d_equal").asDouble());
        FLOAT64.check(
                "w1_1d_unequal",
                Wasserstein1d.w1(x, z),
                expected.get("w1_1d_unequal").asDouble());
        FLOAT64.check(
                "w2_1d_equal",
                Wasserstein1d.w2(x, y),
                expected.get("w2_1d_equal").asDouble());
        FLOAT64.check(
                "w2_1d_unequal",
                Wasserstein1d.w2(x, z),
                expected.get("w2_1d_unequal").asDouble());
        double[] weightsX = golden.array("weights_u").toDoubles();
        double[] weightsY = golden.array("weights_v").toDoubles();
        FLOAT64.check(
                "w1_1d_weighted",
                Wasserstein1d.w1(x, weightsX, y, weightsY),
                expected.get("w1_1d_weighted").asDouble());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matching(GoldenCase golden) {
        JsonNode expected = golden.json().get("results");
        double[][] x = Sets.rows(golden.array("X"));
        double[][] y = Sets.rows(golden.array("Y"));
        ExactWasserstein.Matching w2 = ExactWasserstein.w2(x, y);
        FLOAT64.check(
                "w2_assignment", w2.distance(), expected.get("w2_assignment").asDouble());
        Tolerance.absolute(0).check("assignment", Sets.wide(w2.columnOf()), golden.array("assignment"));
        FLOAT64.check(
                "w1_assignment",
                ExactWasserstein.w1(x, y).distance(),
                expected.get("w1_assignment").asDouble());

        // The name of the recorded result says which rows and columns: the first 9 rows, the first 2 columns.
        int rows = (int) golden.array("small_assignment").size();
        double[][] smallX =
                Arrays.stream(x).limit(rows).map(p -> Arrays.copyOf(p, 2)).toArray(double[][]::new);
        double[][] smallY =
                Arrays.stream(y).limit(rows).map(p -> Arrays.copyOf(p, 2)).toArray(double[][]::new);
        ExactWasserstein.Matching small = ExactWasserstein.w2(smallX, smallY);
        Tolerance.absolute(0).check("small_assignment", Sets.wide(small.columnOf()), golden.array("small_assignment"));
        FLOAT64.check(
                "w2_assignment_first" + rows + "_2d",
                small.distance(),
                expected.get("w2_assignment_first" + rows + "_2d").asDouble());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void kernels(GoldenCase golden) {
        JsonNode results = golden.json().get("results");
        double[][] x = Sets.rows(golden.array("X"));
        double[][] y = Sets.rows(golden.array("Y"));
        int checked = 0;
        for (Map.Entry<String, JsonNode> result : results.properties()) {
            if (!result.getKey().startsWith("kid_block")) continue;
            Kid kid = Kid.ofBlocks(x, y, Integer.parseInt(result.getKey().substring("kid_block".length())));
            FLOAT64.check(result.getKey() + " blocks", kid.estimates(), golden.array(result.getKey()));
            FLOAT64.check(result.getKey(), kid.mean(), result.getValue().asDouble());
            checked++;
        }
        assertThat(checked).isPositive();
        FLOAT64.check(
                "mmd2_biased_all",
                Mmd.biasedSquared(x, y, Kernel.cubic(x[0].length)),
                results.get("mmd2_biased_all").asDouble());
    }
}

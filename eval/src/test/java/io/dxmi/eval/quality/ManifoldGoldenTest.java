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
class ManifoldGoldenTest {

    private static final Tolerance FLOAT64 = Tolerance.scaled(1e-9);

    /** Radii and realism were recorded in float32; the square of a difference of features doubles their rounding. */
    private static final Tolerance FLOAT32 = Tolerance.relative(1e-6);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("metric_pr_is*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void precisionAndRecall(GoldenCase golden) {
        for (Map.Entry<String, JsonNode> result : golden.json().get("results").properties()) {
            if (!result.getValue().has("nhood_sizes")) continue;
            String name = result.getKey();
            JsonNode expected = result.getValue();
            int[] neighbours = ints(expected.get("nhood_sizes"));
            double[][] reference = Sets.rows(golden.array(name + "/ref"));
            double[][] samples = Sets.rows(golden.array(name + "/sample"));

            FLOAT32.check(
                    name + "/radii_ref",
                    Sets.flat(NeighbourRadii.squared(reference, neighbours)),
                    golden.array(name + "/radii_ref"));
            FLOAT32.check(
                    name + "/radii_sample",
                    Sets.flat(NeighbourRadii.squared(samples, neighbours)),
                    golden.array(name + "/radii_sample"));
            ManifoldOverlap overlap = ManifoldOverlap.of(reference, samples, neighbours);
            double[] inside = new double[samples.length * neighbours.length];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = overlap.inside()[i / neighbours.length][i % neighbours.length] ? 1 : 0;
            }
            Tolerance.absolute(0).check(name + "/inside", inside, golden.array(name + "/inside"));
            Tolerance.absolute(0)
                    .check(name + "/nearest", Sets.wide(overlap.nearest()), golden.array(name + "/nearest"));
            FLOAT32.check(name + "/realism", overlap.realism(), golden.array(name + "/realism"));
            for (int k = 0; k < neighbours.length; k++) {
                JsonNode f64 = expected.get("f64");
                FLOAT64.check(
                        name + " precision",
                        overlap.precision(k),
                        f64.get("precision").get(k).asDouble());
                FLOAT64.check(
                        name + " recall",
                        overlap.recall(k),
                        f64.get("recall").get(k).asDouble());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inceptionScore(GoldenCase golden) {
        double[][] probabilities =
                InceptionScore.probabilities(Sets.rows(golden.array("is/acts")), Sets.rows(golden.array("is/W")));
        FLOAT64.check("is/preds", Sets.flat(probabilities), golden.array("is/preds"));
        JsonNode bySplit = golden.json().get("results").get("inception_score_by_split_size");
        assertThat(bySplit.size()).isPositive();
        for (Map.Entry<String, JsonNode> split : bySplit.properties()) {
            FLOAT64.check(
                    "split size " + split.getKey(),
                    InceptionScore.of(probabilities, Integer.parseInt(split.getKey())),
                    split.getValue().asDouble());
        }
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        Arrays.setAll(values, i -> list.get(i).asInt());
        return values;
    }
}

package io.dxmi.eval.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.eval.matrix.PivotedCholesky;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class FrechetGoldenTest {

    private static final Tolerance FLOAT64 = Tolerance.scaled(1e-9);

    /**
     * For singular covariances: there the recorded values hold the roots of eigenvalues that are zero but for rounding, and
     * the root of 1e-16 is 1e-8.
     */
    private static final Tolerance NULL_SPACE = Tolerance.scaled(1e-6);

    static List<GoldenCase> cases() {
        return GoldenCase.matching("metric_fid*");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void recordedSets(GoldenCase golden) {
        for (Map.Entry<String, JsonNode> result : golden.json().get("results").properties()) {
            String name = result.getKey();
            JsonNode expected = result.getValue();
            double[][] a = features(golden.array(name + "/a"));
            double[][] b = features(golden.array(name + "/b"));
            if (golden.has(name + "/mu1")) checkStatistics(golden, name, a, "1");
            if (golden.has(name + "/mu2")) checkStatistics(golden, name, b, "2");
            double actual = FrechetDistance.squared(a, b);
            double exact = expected.get("exact").asDouble();
            (fullRank(a) && fullRank(b) ? FLOAT64 : NULL_SPACE).check(name + " exact", actual, exact);
            if (!expected.path("pytorch_fid_took_singular_branch").asBoolean()) {
                NULL_SPACE.check(
                        name + " evaluator", actual, expected.get("evaluator").asDouble());
            }
            // 12 rows and up take the 60-digit check longer than it is worth.
            if (Math.min(a.length, b.length) <= 12) {
                FLOAT64.check(name + " to 60 digits", actual, PreciseFrechet.squared(a, b));
            }
        }
    }

    private static boolean fullRank(double[][] points) {
        double[][] covariance = GaussianStatistics.of(points).covariance();
        return PivotedCholesky.factor(covariance).length == covariance.length;
    }

    private static void checkStatistics(GoldenCase golden, String name, double[][] points, String side) {
        GaussianStatistics statistics = GaussianStatistics.of(points);
        FLOAT64.check(name + "/mu" + side, statistics.mean(), golden.array(name + "/mu" + side));
        FLOAT64.check(name + "/sigma" + side, Sets.flat(statistics.covariance()), golden.array(name + "/sigma" + side));
    }

    /** Rows of vectors as they are; of feature maps (n, H, W, C) the first seven channels, flattened (sFID). */
    private static double[][] features(HostTensor array) {
        double[][] rows = Sets.rows(array);
        if (array.shape().length == 2) return rows;
        int channels = (int) array.shape()[3];
        int kept = Math.min(channels, 7);
        return Arrays.stream(rows)
                .map(row -> {
                    double[] out = new double[row.length / channels * kept];
                    for (int i = 0; i < out.length; i++) out[i] = row[i / kept * channels + i % kept];
                    return out;
                })
                .toArray(double[][]::new);
    }
}

package io.dxmi.eval.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("golden")
class CurvesGoldenTest {

    private static final Tolerance FLOAT64 = Tolerance.scaled(1e-9);

    static List<GoldenCase> aucCases() {
        return GoldenCase.matching("metric_auc*");
    }

    static List<GoldenCase> auproCases() {
        return GoldenCase.matching("metric_aupro*");
    }

    @ParameterizedTest
    @MethodSource("aucCases")
    void ranking(GoldenCase golden) {
        for (Map.Entry<String, JsonNode> result : golden.json().get("results").properties()) {
            String name = result.getKey();
            RankingCurve curve = RankingCurve.of(
                    booleans(golden.array(name + "/y")),
                    golden.array(name + "/score").toDoubles());
            FLOAT64.check(name + "/fpr", curve.fpr(), golden.array(name + "/fpr"));
            FLOAT64.check(name + "/tpr", curve.tpr(), golden.array(name + "/tpr"));
            FLOAT64.check(name + "/precision", reversed(curve.precision()), golden.array(name + "/precision"));
            FLOAT64.check(name + "/recall", reversed(curve.tpr()), golden.array(name + "/recall"));
            for (Map.Entry<String, JsonNode> scalar : result.getValue().properties()) {
                FLOAT64.check(
                        name + "/" + scalar.getKey(),
                        named(curve, scalar.getKey()),
                        scalar.getValue().asDouble());
            }
        }
    }

    private static double named(RankingCurve curve, String name) {
        return switch (name) {
            case "roc_auc" -> curve.auroc();
            case "average_precision" -> curve.averagePrecision();
            case "aupr_trapezoid" -> curve.trapezoidalAupr();
            default -> {
                assertThat(name).matches("fpr\\d\\d");
                yield curve.fprAt(Integer.parseInt(name.substring(3)) / 100.0);
            }
        };
    }

    /** Names are {@code <set>/conn<4|8>/limit<L>}, {@code <set>/conn<4|8>/n_regions} and {@code <set>/pixel_auroc}. */
    @ParameterizedTest
    @MethodSource("auproCases")
    void perRegionOverlap(GoldenCase golden) {
        Pattern pattern = Pattern.compile("(\\w+)/(?:conn([48])/(?:limit([\\d.]+)|(n_regions))|pixel_auroc)");
        for (Map.Entry<String, JsonNode> result : golden.json().get("results").properties()) {
            Matcher key = pattern.matcher(result.getKey());
            assertThat(key.matches()).as(result.getKey()).isTrue();
            HostTensor mask = golden.array(key.group(1) + "/mask");
            HostTensor score = golden.array(key.group(1) + "/score");
            double expected = result.getValue().asDouble();
            if (key.group(2) == null) {
                double auroc =
                        RankingCurve.of(booleans(mask), score.toDoubles()).auroc();
                FLOAT64.check(result.getKey(), auroc, expected);
                continue;
            }
            Connectivity connectivity = key.group(2).equals("4") ? Connectivity.FOUR : Connectivity.EIGHT;
            boolean[][][] defect = defects(mask);
            if (key.group(4) != null) {
                int regions = 0;
                for (boolean[][] image : defect)
                    regions += Regions.of(image, connectivity).count();
                assertThat(regions).as(result.getKey()).isEqualTo((int) expected);
                continue;
            }
            ProCurve curve = ProCurve.of(defect, maps(score), connectivity);
            FLOAT64.check(key.group(1) + "/fpr", curve.fpr(), golden.array(key.group(1) + "/fpr"));
            String pro = key.group(1) + "/conn" + key.group(2) + "/pro";
            FLOAT64.check(pro, curve.pro(), golden.array(pro));
            FLOAT64.check(result.getKey(), curve.area(Double.parseDouble(key.group(3))), expected);
        }
    }

    private static boolean[] booleans(HostTensor labels) {
        long[] values = labels.toLongs();
        boolean[] positive = new boolean[values.length];
        for (int i = 0; i < values.length; i++) positive[i] = values[i] == 1;
        return positive;
    }

    private static boolean[][][] defects(HostTensor mask) {
        double[][][] values = maps(mask);
        boolean[][][] defect = new boolean[values.length][values[0].length][values[0][0].length];
        for (int i = 0; i < defect.length; i++) {
            for (int y = 0; y < defect[i].length; y++) {
                for (int x = 0; x < defect[i][y].length; x++) defect[i][y][x] = values[i][y][x] == 1;
            }
        }
        return defect;
    }

    private static double[][][] maps(HostTensor array) {
        double[] flat = array.toDoubles();
        double[][][] maps = new double[(int) array.shape()[0]][(int) array.shape()[1]][(int) array.shape()[2]];
        int at = 0;
        for (double[][] map : maps) {
            for (double[] row : map) {
                for (int x = 0; x < row.length; x++) row[x] = flat[at++];
            }
        }
        return maps;
    }

    private static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        for (int i = 0; i < values.length; i++) reversed[i] = values[values.length - 1 - i];
        return reversed;
    }
}

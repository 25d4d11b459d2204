package io.dxmi.eval.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.checkpoint.HostTensor.DType;
import io.dxmi.samplers.checkpoint.Npz;
import io.dxmi.samplers.run.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {

    private static final Identity NET = new Identity("net", "ab".repeat(32), "fid");
    private static final int KEEP = 20;
    private static final long SEED = 5;

    @TempDir
    private Path folder;

    private static FeatureTally tally(double[][] pooled, double[][] spatial) {
        FeatureTally tally = new FeatureTally(NET, pooled[0].length, spatial[0].length, 0, KEEP, SEED);
        tally.add(new Features(pooled, spatial, new double[0][]));
        return tally;
    }

    private static double[][] random(int n, int d, Random random, double shift) {
        double[][] rows = new double[n][d];
        for (double[] row : rows) Arrays.setAll(row, i -> random.nextGaussian() + shift);
        return rows;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(1);
        FeatureSet set =
                tally(random(50, 4, random, 3), random(50, 6, random, 0)).set("pictures", "cd", "box 8x8");
        Path file = folder.resolve("r.npz");
        ReferenceFile.write(file, set, SEED);
        assertThat(ReferenceFile.holdsStatistics(file)).isTrue();
        FeatureSet back = ReferenceFile.read(file);
        assertThat(back.features()).contains(NET);
        assertThat(back.pooled().count()).isEqualTo(50);
        assertThat(back.pooled().mean()).isEqualTo(set.pooled().mean());
        assertThat(back.pooled().covariance()).isDeepEqualTo(set.pooled().covariance());
        assertThat(back.spatial().orElseThrow().covariance())
                .isDeepEqualTo(set.spatial().orElseThrow().covariance());
        assertThat(back.kept()).isDeepEqualTo(set.kept()).hasDimensions(KEEP, 4);
        assertThat(back.preparation()).isEqualTo("box 8x8");
    }

    @Test
    void shardsInAnyOrderEqualOnePass() {
        Random random = new Random(2);
        double[][] pooled = random(90, 5, random, 100);
        double[][] spatial = random(90, 3, random, -2);
        FeatureSet whole = tally(pooled, spatial).set("all", "", "none");
        List<Path> shards = new ArrayList<>();
        int[] cuts = {0, 2, 41, 90};
        for (int i = 0; i < 3; i++) {
            FeatureSet part = tally(
                            Arrays.copyOfRange(pooled, cuts[i], cuts[i + 1]),
                            Arrays.copyOfRange(spatial, cuts[i], cuts[i + 1]))
                    .set("part", "", "none");
            shards.add(folder.resolve(i + ".npz"));
            ReferenceFile.write(shards.get(i), part, SEED);
        }
        for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
            FeatureSet merged = ReferenceFile.merge(
                    Arrays.stream(order).mapToObj(shards::get).toList(), KEEP, SEED);
            assertThat(merged.pooled().count()).isEqualTo(90);
            assertClose(merged.pooled(), whole.pooled());
            assertClose(merged.spatial().orElseThrow(), whole.spatial().orElseThrow());
            assertThat(merged.kept()).isDeepEqualTo(whole.kept());
            assertThat(merged.sha256())
                    .isEqualTo(ReferenceFile.merge(shards, KEEP, SEED).sha256());
        }
    }

    /** 1e-9 relative to the scale of the two features that an entry belongs to. */
    private static void assertClose(Moments actual, Moments expected) {
        for (int i = 0; i < expected.dimensions(); i++) {
            assertThat(actual.mean()[i]).isCloseTo(expected.mean()[i], within(1e-9 * Math.abs(expected.mean()[i])));
            for (int j = 0; j < expected.dimensions(); j++) {
                double scale = Math.sqrt(expected.covariance()[i][i] * expected.covariance()[j][j]);
                assertThat(actual.covariance()[i][j]).isCloseTo(expected.covariance()[i][j], within(1e-9 * scale));
            }
        }
    }

    @Test
    void keptRowsDoNotDependOnTheOrder() {
        double[][] rows = random(200, 3, new Random(3), 0);
        KeptRows forwards = new KeptRows(30, 1);
        KeptRows backwards = new KeptRows(30, 1);
        KeptRows other = new KeptRows(30, 2);
        for (int i = 0; i < rows.length; i++) {
            forwards.add(rows[i]);
            backwards.add(rows[rows.length - 1 - i]);
            other.add(rows[i]);
        }
        assertThat(forwards.rows()).isDeepEqualTo(backwards.rows());
        assertThat(Arrays.deepEquals(forwards.rows(), other.rows())).isFalse();
    }

    /** Half the rows are one and the same point: a choice of a few must not take all or none of them. */
    @Test
    void equalRowsAreChosenLikeAnyOther() {
        KeptRows kept = new KeptRows(1000, 3);
        for (int i = 0; i < 1000; i++) kept.add(new double[] {i < 500 ? 7 : i});
        long sevens =
                Arrays.stream(kept.rows()).limit(200).filter(row -> row[0] == 7).count();
        assertThat(sevens).isBetween(70L, 130L); // 100 +- 6.3
    }

    @Test
    void otherFormatsAreRead() {
        Moments moments = moments(4, 7);
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        put(arrays, "", moments);
        Path pytorchFid = folder.resolve("p.npz");
        Npz.write(pytorchFid, arrays);
        FeatureSet read = ReferenceFile.read(pytorchFid);
        assertThat(read.features()).isEmpty();
        assertThat(read.pooled().count()).isZero();
        assertThat(read.spatial()).isEmpty();
        assertThat(FrechetDistance.squared(
                        read.pooled().mean(), read.pooled().covariance(), moments.mean(), moments.covariance()))
                .isCloseTo(0, within(1e-9));

        put(arrays, "_s", moments(3, 8));
        arrays.put("arr_0", new HostTensor(DType.U8, new long[] {2, 1, 1, 3}, new byte[6]));
        Path guided = folder.resolve("g.npz");
        Npz.write(guided, arrays);
        assertThat(ReferenceFile.read(guided).spatial().orElseThrow().dimensions())
                .isEqualTo(3);
    }

    @Test
    void filesThatDoNotServeAreNamed() {
        Path file = folder.resolve("bad.npz");
        Npz.write(file, Map.of("mu", HostTensor.of(new double[2], 2)));
        assertThatThrownBy(() -> ReferenceFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessage(file + ": expected the arrays mu and sigma, found no sigma");
        Npz.write(file, Map.of("mu", HostTensor.of(new double[2], 2), "sigma", HostTensor.of(new double[6], 2, 3)));
        assertThatThrownBy(() -> ReferenceFile.read(file)).hasMessageContaining("found [2] and [2, 3]");
        Npz.write(
                file,
                Map.of(
                        "mu", HostTensor.of(new double[1], 1),
                        "sigma", HostTensor.of(new double[] {Double.NaN}, 1, 1)));
        assertThatThrownBy(() -> ReferenceFile.read(file)).hasMessage(file + ": sigma holds NaN");
        for (double[] none : new double[][] {{1, 3, 3, 1}, {1, 0.5, 0.4, 1}, {0, 0.1, 0.1, 1}}) {
            Npz.write(file, Map.of("mu", HostTensor.of(new double[2], 2), "sigma", HostTensor.of(none, 2, 2)));
            assertThatThrownBy(() -> ReferenceFile.read(file)).hasMessageContaining("sigma is no covariance");
        }
        Npz.write(file, Map.of("mu", HostTensor.of(new double[1], 1), "sigma", HostTensor.of(new double[] {-1}, 1, 1)));
        assertThatThrownBy(() -> ReferenceFile.read(file)).hasMessageContaining("variance -1.0 at 0");
        Npz.write(file, Map.of("mu", HostTensor.of(new double[1], 1), "sigma", HostTensor.of(new double[] {1}, 1, 1)));
        assertThatThrownBy(() -> ReferenceFile.merge(List.of(file, file), KEEP, SEED))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not say how many images");
    }

    @Test
    void shardsOfOtherFeaturesDoNotMerge() {
        Random random = new Random(4);
        Path a = folder.resolve("a.npz");
        Path b = folder.resolve("b.npz");
        ReferenceFile.write(
                a, tally(random(9, 3, random, 0), random(9, 2, random, 0)).set("a", "", "none"), SEED);
        FeatureTally other = new FeatureTally(new Identity("other", "", "fid"), 3, 0, 0, KEEP, SEED);
        other.add(Features.of(random(9, 3, random, 0)));
        ReferenceFile.write(b, other.set("b", "", "none"), SEED);
        assertThatThrownBy(() -> ReferenceFile.merge(List.of(a, b), KEEP, SEED))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was made with other of dimension 3, expected net (sha256 abababababab)");
    }

    private static Moments moments(int d, long seed) {
        FeatureTally tally = new FeatureTally(NET, d, 0, 0, 5, 0);
        tally.add(Features.of(random(30, d, new Random(seed), 0)));
        return tally.set("x", "", "none").pooled();
    }

    private static void put(Map<String, HostTensor> arrays, String suffix, Moments moments) {
        int d = moments.dimensions();
        double[] flat = Arrays.stream(moments.covariance())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        arrays.put("mu" + suffix, HostTensor.of(moments.mean(), d));
        arrays.put("sigma" + suffix, HostTensor.of(flat, d, d));
    }
}

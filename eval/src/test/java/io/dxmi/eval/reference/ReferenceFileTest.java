package io.dxmi.eval.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.eval.feature.Features;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
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

    private static FeatureSetBuilder builder(double[][] pooled, double[][] spatial) {
        FeatureSetBuilder builder = new FeatureSetBuilder(NET, pooled[0].length, spatial[0].length, 0, KEEP, SEED);
        builder.add(new Features(pooled, spatial, new double[0][]));
        return builder;
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
                builder(random(50, 4, random, 3), random(50, 6, random, 0)).set("pictures", "cd", "box 8x8", "8 bits");
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
        assertThat(back.kept().rows()).isDeepEqualTo(set.kept().rows()).hasDimensions(KEEP, 4);
        assertThat(back.kept().keys()).isEqualTo(set.kept().keys());
        assertThat(back.rounding()).isEqualTo("8 bits");
        assertThat(back.preparation()).isEqualTo("box 8x8");
    }

    @Test
    void shardsInAnyOrderEqualOnePass() {
        Random random = new Random(2);
        double[][] pooled = random(90, 5, random, 100);
        double[][] spatial = random(90, 3, random, -2);
        FeatureSetBuilder onePass = new FeatureSetBuilder(NET, 5, 3, 0, KEEP, SEED);
        List<Path> shards = new ArrayList<>();
        int[] cuts = {0, 2, 41, 90};
        for (int i = 0; i < 3; i++) {
            FeatureSetBuilder shard = new FeatureSetBuilder(NET, 5, 3, 0, KEEP, SEED);
            for (FeatureSetBuilder builder : List.of(onePass, shard)) {
                builder.begin(i);
                builder.add(new Features(
                        Arrays.copyOfRange(pooled, cuts[i], cuts[i + 1]),
                        Arrays.copyOfRange(spatial, cuts[i], cuts[i + 1]),
                        new double[0][]));
            }
            shards.add(folder.resolve(i + ".npz"));
            ReferenceFile.write(shards.get(i), shard.set("part", "", "none", "8 bits"), SEED);
        }
        FeatureSet whole = onePass.set("all", "", "none", "8 bits");
        for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
            FeatureSet merged = ReferenceFile.merge(
                    Arrays.stream(order).mapToObj(shards::get).toList(), KEEP, SEED);
            assertThat(merged.pooled().count()).isEqualTo(90);
            assertClose(merged.pooled(), whole.pooled());
            assertClose(merged.spatial().orElseThrow(), whole.spatial().orElseThrow());
            assertThat(merged.kept().rows()).isDeepEqualTo(whole.kept().rows());
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
    void theChoiceFollowsPositionAndSeedAlone() {
        double[][] rows = new double[200][];
        Arrays.setAll(rows, i -> new double[] {i});
        double[][] same = keep(new SubsetBuilder(30, 1), rows).rows().rows();
        assertThat(keep(new SubsetBuilder(30, 1), rows).rows().rows()).isDeepEqualTo(same);
        assertThat(Arrays.deepEquals(keep(new SubsetBuilder(30, 2), rows).rows().rows(), same))
                .isFalse();
        // Other contents at the same positions: the same positions are chosen.
        double[][] others = new double[200][];
        Arrays.setAll(others, i -> new double[] {1000 + i});
        assertThat(sorted(keep(new SubsetBuilder(30, 1), others)))
                .containsExactly(Arrays.stream(sorted(keep(new SubsetBuilder(30, 1), rows)))
                        .map(v -> v + 1000)
                        .toArray());
    }

    private static SubsetBuilder keep(SubsetBuilder kept, double[][] rows) {
        for (double[] row : rows) kept.add(row);
        return kept;
    }

    private static double[] sorted(SubsetBuilder kept) {
        return Arrays.stream(kept.rows().rows())
                .mapToDouble(row -> row[0])
                .sorted()
                .toArray();
    }

    @Test
    void theOrderOfSourcesDoesNotMatter() {
        SubsetBuilder forwards = new SubsetBuilder(30, 1);
        SubsetBuilder backwards = new SubsetBuilder(30, 1);
        for (int source = 0; source < 4; source++) {
            for (int i = 0; i < 50; i++) {
                if (i == 0) forwards.begin(source);
                if (i == 0) backwards.begin(3 - source);
                forwards.add(new double[] {source, i});
                backwards.add(new double[] {3 - source, i});
            }
        }
        assertThat(forwards.rows().rows()).isDeepEqualTo(backwards.rows().rows());
    }

    /** Half the rows of a long stream are one and the same point: some of them are kept, not all or none. */
    @Test
    void equalRowsAreChosenLikeAnyOther() {
        SubsetBuilder kept = new SubsetBuilder(200, 3);
        for (int i = 0; i < 2000; i++) kept.add(new double[] {i < 1000 ? 7 : i});
        double[][] rows = kept.rows().rows();
        assertThat(rows).hasDimensions(200, 1);
        assertThat(Arrays.stream(rows).filter(row -> row[0] == 7).count()).isBetween(70L, 130L); // 100 +- 6.7
        // and the first of them are as mixed as all: a prefix is a random choice too
        assertThat(Arrays.stream(rows).limit(100).filter(row -> row[0] == 7).count())
                .isBetween(30L, 70L);
    }

    /** Shards that kept different shares of themselves: what remains is in proportion to what they were made from. */
    @Test
    void shardsOfAnotherKeepAndSeedMergeFairly() {
        long few = 0;
        long many = 0;
        for (int trial = 0; trial < 40; trial++) {
            List<Path> files = List.of(folder.resolve("few" + trial + ".npz"), folder.resolve("many" + trial + ".npz"));
            for (int i = 0; i < 2; i++) {
                FeatureSetBuilder builder = new FeatureSetBuilder(NET, 1, 0, 0, i == 0 ? 25 : 400, 17L * trial + i);
                builder.begin(i);
                double[][] rows = new double[i == 0 ? 1000 : 500][];
                int side = i;
                Arrays.setAll(rows, k -> new double[] {side + k * 1e-4});
                builder.add(Features.of(rows));
                ReferenceFile.write(files.get(i), builder.set("part", "", "none", "8 bits"), trial);
            }
            FeatureSubset kept = ReferenceFile.merge(files, 400, 0).kept();
            assertThat(kept.count()).isLessThan(400);
            few += Arrays.stream(kept.rows()).filter(row -> row[0] < 1).count();
            many += Arrays.stream(kept.rows()).filter(row -> row[0] >= 1).count();
        }
        // 40 times 25 of the 1,000, and so half as many of the 500: 500 +- 34 of a negative binomial draw
        assertThat(few).isEqualTo(1000);
        assertThat(many).isBetween(400L, 600L);
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
                a, builder(random(9, 3, random, 0), random(9, 2, random, 0)).set("a", "", "none", "8 bits"), SEED);
        FeatureSetBuilder other = new FeatureSetBuilder(new Identity("other", "", "fid"), 3, 0, 0, KEEP, SEED);
        other.add(Features.of(random(9, 3, random, 0)));
        ReferenceFile.write(b, other.set("b", "", "none", "8 bits"), SEED);
        assertThatThrownBy(() -> ReferenceFile.merge(List.of(a, b), KEEP, SEED))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("was made with other of dimension 3, expected net (sha256 abababababab)");
    }

    private static Moments moments(int d, long seed) {
        FeatureSetBuilder builder = new FeatureSetBuilder(NET, d, 0, 0, 5, 0);
        builder.add(Features.of(random(30, d, new Random(seed), 0)));
        return builder.set("x", "", "none", "8 bits").pooled();
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

package io.dxmi.eval.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class InnerProductsTest {

    @Property(tries = 20)
    void eachPairIsVisitedOnce(
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 1, max = 300) int m,
            @ForAll @IntRange(min = 1, max = 9) int d) {
        int[][] visits = new int[n][m];
        InnerProducts.visit(new double[n][d], new double[m][d], tile -> count(tile, visits));
        assertThat(visits).isDeepEqualTo(filled(n, m, (i, j) -> 1));

        int[][] pairs = new int[n][n];
        InnerProducts.visitPairs(new double[n][d], tile -> count(tile, pairs));
        int[][] once = filled(n, n, (i, j) -> InnerProducts.tileOf(i) <= InnerProducts.tileOf(j) ? 1 : 0);
        assertThat(pairs).isDeepEqualTo(once);
    }

    @Property(tries = 20)
    void productsAreThoseOfTheRows(
            @ForAll @IntRange(min = 1, max = 200) int n,
            @ForAll @IntRange(min = 1, max = 50) int d,
            @ForAll long seed) {
        double[][] a = random(n, d, new Random(seed));
        double[][] b = random(140, d, new Random(seed + 1));
        InnerProducts.visit(a, b, tile -> {
            for (int i = 0; i < tile.rowsA(); i++) {
                for (int j = 0; j < tile.rowsB(); j++) {
                    double expected = 0;
                    for (int k = 0; k < d; k++) expected += a[tile.firstA() + i][k] * b[tile.firstB() + j][k];
                    assertThat(tile.products()[i][j]).isBetween(expected - 1e-12, expected + 1e-12);
                }
            }
        });
    }

    @Property(tries = 20)
    void duplicatesAreAtDistanceExactlyZero(@ForAll @IntRange(min = 1, max = 70) int d, @ForAll long seed) {
        double[] row = random(1, d, new Random(seed))[0];
        double[][] same = new double[131][];
        Arrays.setAll(same, i -> row.clone());
        double norm = InnerProducts.squaredNorms(same)[0];
        InnerProducts.visit(same, same, tile -> {
            for (int i = 0; i < tile.rowsA(); i++) {
                for (int j = 0; j < tile.rowsB(); j++)
                    assertThat(tile.products()[i][j]).isEqualTo(norm);
            }
        });
    }

    @Example
    void refusesOtherDimensionsAndPassesFailuresOn() {
        assertThatThrownBy(() -> InnerProducts.visit(new double[1][2], new double[1][3], tile -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InnerProducts.visit(new double[300][2], new double[300][2], tile -> {
                    throw new IllegalStateException("told");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private interface Entry {
        int at(int i, int j);
    }

    private static int[][] filled(int n, int m, Entry entry) {
        int[][] values = new int[n][m];
        for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) values[i][j] = entry.at(i, j);
        return values;
    }

    private static void count(InnerProducts.Tile tile, int[][] visits) {
        for (int i = 0; i < tile.rowsA(); i++) {
            for (int j = 0; j < tile.rowsB(); j++) visits[tile.firstA() + i][tile.firstB() + j]++;
        }
    }

    private static double[][] random(int n, int d, Random random) {
        double[][] rows = new double[n][d];
        for (double[] row : rows) Arrays.setAll(row, j -> random.nextGaussian());
        return rows;
    }
}

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
        InnerProducts.between(new double[n][d], new double[m][d]).visit(tile -> count(tile, visits));
        assertThat(visits).isDeepEqualTo(filled(n, m, (i, j) -> 1));

        int[][] pairs = new int[n][n];
        InnerProducts within = InnerProducts.ofPairs(new double[n][d]);
        within.visit(tile -> count(tile, pairs));
        int[][] once = filled(n, n, (i, j) -> within.tileOf(i) <= within.tileOf(j) ? 1 : 0);
        assertThat(pairs).isDeepEqualTo(once);
    }

    @Property(tries = 20)
    void productsAreThoseOfTheRows(
            @ForAll @IntRange(min = 1, max = 200) int n,
            @ForAll @IntRange(min = 1, max = 50) int d,
            @ForAll long seed) {
        double[][] a = random(n, d, new Random(seed));
        double[][] b = random(140, d, new Random(seed + 1));
        InnerProducts.between(a, b).visit(tile -> {
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
        InnerProducts.between(same, same).visit(tile -> {
            for (int i = 0; i < tile.rowsA(); i++) {
                for (int j = 0; j < tile.rowsB(); j++)
                    assertThat(tile.products()[i][j]).isEqualTo(norm);
            }
        });
    }

    @Example
    void refusesOtherDimensionsAndPassesFailuresOn() {
        assertThatThrownBy(() -> InnerProducts.between(new double[1][2], new double[1][3]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InnerProducts.between(new double[300][2], new double[300][2])
                        .visit(tile -> {
                            throw new IllegalStateException("told");
                        }))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Long rows go through float32; sizes are no multiples of the tile. */
    @Example
    void productsOfManyLongRowsStayWithinTheStatedError() {
        double[][] a = random(1100, 300, new Random(1));
        double[][] b = random(1030, 300, new Random(2));
        assertThat(InnerProducts.between(a, b).error()).isBetween(1e-6, 1e-5);
        checkProducts(InnerProducts.between(a, b), a, b);
        checkProducts(InnerProducts.ofPairs(a), a, a);
    }

    private static void checkProducts(InnerProducts products, double[][] a, double[][] b) {
        double[] squaresA = InnerProducts.squaredNorms(a);
        double[] squaresB = InnerProducts.squaredNorms(b);
        products.visit(tile -> {
            for (int i = 0; i < tile.rowsA(); i += 7) {
                for (int j = 0; j < tile.rowsB(); j++) {
                    double expected = 0;
                    int row = tile.firstA() + i;
                    int column = tile.firstB() + j;
                    for (int k = 0; k < a[0].length; k++) expected += a[row][k] * b[column][k];
                    double bound = products.error() * Math.sqrt(squaresA[row] * squaresB[column]);
                    assertThat(tile.products()[i][j]).isBetween(expected - bound, expected + bound);
                }
            }
        });
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

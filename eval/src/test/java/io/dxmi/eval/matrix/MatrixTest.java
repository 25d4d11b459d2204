package io.dxmi.eval.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.golden.Tolerance;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

class MatrixTest {

    private static final double ROUNDING = 1e-12;

    @Property(tries = 40)
    void productAgreesWithTheDefinition(
            @ForAll @IntRange(min = 1, max = 150) int m,
            @ForAll @IntRange(min = 1, max = 70) int k,
            @ForAll @IntRange(min = 1, max = 150) int n,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] a = random(m, k, random);
        double[][] b = random(k, n, random);
        Tolerance.absolute(ROUNDING).check("a b", flat(MatrixProduct.of(a, b)), flat(product(a, b)));
        assertThat(MatrixProduct.transposed(MatrixProduct.transposed(a))).isDeepEqualTo(a);
    }

    @Property(tries = 20)
    void scatterSumsOuterProducts(@ForAll @IntRange(min = 1, max = 300) int d, @ForAll long seed) {
        Random random = new Random(seed);
        double[][] rows = random(11, d, random);
        ScatterMatrix scatter = new ScatterMatrix(d);
        scatter.add(rows, 7);
        ScatterMatrix rest = new ScatterMatrix(d);
        rest.add(Arrays.copyOfRange(rows, 7, 11), 4);
        scatter.add(rest);
        double[][] expected = product(MatrixProduct.transposed(rows), rows);
        for (double[] row : expected) for (int j = 0; j < d; j++) row[j] *= 0.5;
        Tolerance.absolute(ROUNDING).check("scatter", flat(scatter.times(0.5)), flat(expected));
    }

    @Property(tries = 40)
    void choleskyFindsFactorsOfTheRightRank(
            @ForAll @IntRange(min = 1, max = 90) int d,
            @ForAll @IntRange(min = 0, max = 90) int rank,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] root = random(rank, d, random);
        double[][] matrix = rank == 0 ? new double[d][d] : product(MatrixProduct.transposed(root), root);
        double[][] factor = PivotedCholesky.factor(matrix);
        assertThat(factor).hasNumberOfRows(Math.min(rank, d));
        if (rank == 0) return;
        Tolerance.relMax(1e-11).check("FᵀF", flat(product(MatrixProduct.transposed(factor), factor)), flat(matrix));
    }

    /** Scaling one feature by a million must not make the others look like null directions. */
    @Example
    void rankIgnoresTheScaleOfFeatures() {
        double[][] root = random(5, 5, new Random(4));
        double[] scale = {1e6, 1, 1e-6, 1e3, 1e-9};
        for (double[] row : root) for (int j = 0; j < 5; j++) row[j] *= scale[j];
        double[][] factor = PivotedCholesky.factor(product(MatrixProduct.transposed(root), root));
        assertThat(factor).hasNumberOfRows(5);
    }

    @Property(tries = 40)
    void singularValuesAgreeWithAnIndependentDecomposition(
            @ForAll @IntRange(min = 1, max = 60) int m, @ForAll @IntRange(min = 1, max = 60) int n, @ForAll long seed) {
        checkSingularValues(random(m, n, new Random(seed)));
    }

    /** Wide enough for the parallel path and for several tasks. */
    @Example
    void singularValuesOfALargerMatrix() {
        checkSingularValues(random(400, 300, new Random(5)));
    }

    @Example
    void singularValuesOfSpecialMatrices() {
        assertThat(Lapack.singularValues(new double[][] {{0, 0}, {0, 0}, {0, 0}}))
                .containsExactly(0, 0);
        assertThat(Lapack.singularValues(new double[][] {{-3}})).containsExactly(3);
        double[][] diagonal = {{0, 2, 0}, {1e-200, 0, 0}, {0, 0, -5}};
        Tolerance.absolute(1e-14).check("permutation", Lapack.singularValues(diagonal), new double[] {5, 2, 1e-200});
        double[][] ones = new double[40][30];
        for (double[] row : ones) Arrays.fill(row, 1);
        double[] values = Lapack.singularValues(ones);
        Tolerance.absolute(1e-13).check("largest", values[0], Math.sqrt(1200));
        Tolerance.absolute(1e-13).check("others", Arrays.copyOfRange(values, 1, 30), new double[29]);
    }

    private static void checkSingularValues(double[][] matrix) {
        double[][] before = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double[] actual = Lapack.singularValues(matrix);
        assertThat(matrix).isDeepEqualTo(before);
        int m = matrix.length;
        int n = matrix[0].length;
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(m, n, false, false, false);
        assertThat(svd.decompose(new DMatrixRMaj(matrix))).isTrue();
        double[] expected = Arrays.copyOf(svd.getSingularValues(), Math.min(m, n));
        Arrays.sort(expected);
        double[] ascending = actual.clone();
        Arrays.sort(ascending);
        for (int i = 1; i < actual.length; i++) assertThat(actual[i]).isLessThanOrEqualTo(actual[i - 1]);
        Tolerance.relMax(1e-13).check("singular values", ascending, expected);
    }

    private static double[][] random(int m, int n, Random random) {
        double[][] a = new double[m][n];
        for (double[] row : a) Arrays.setAll(row, j -> random.nextGaussian());
        return a;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < c.length; i++) {
            for (int k = 0; k < b.length; k++) for (int j = 0; j < c[i].length; j++) c[i][j] += a[i][k] * b[k][j];
        }
        return c;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}

package io.dxmi.eval.matrix;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.Torch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Dense decompositions by the LAPACK of libtorch, in float64 on the processor. A matrix is {@code double[rows][columns]}
 * and is left as it is. The engine starts with the first call.
 */
public final class Lapack {

    private static final String PROGRAMS = """
            def spectrum(self: %1$s, a: Tensor, b: Tensor) -> List[Tensor]:
              l, info = torch.linalg_cholesky_ex(a)
              product = torch.matmul(torch.matmul(torch.t(l), b), l)
              return [info, torch.linalg_eigvalsh(product, "L")]
            def singular(self: %1$s, a: Tensor, b: Tensor) -> List[Tensor]:
              return [torch.linalg_svdvals(torch.matmul(a, torch.t(b)))]
            def values(self: %1$s, a: Tensor) -> List[Tensor]:
              return [torch.linalg_svdvals(a)]
            def products(self: %1$s, a: Tensor, b: Tensor) -> List[Tensor]:
              return [torch.matmul(a, torch.t(b))]
            """.replace("%1$s", Script.SELF);

    /** Opened once per process; a class holder, so that reading a metric's documentation starts no engine. */
    private static final class Engine {
        static final NDManager ROOT = Torch.open(Device.cpu());
        static final Script SCRIPT = new Script(ROOT, PROGRAMS);
    }

    private Lapack() {}

    /** The singular values of a matrix (m, n): min(m, n) of them, descending. */
    public static double[] singularValues(double[][] matrix) {
        try (NDManager scope = scope()) {
            return Torch.doubles(
                    Engine.SCRIPT.run(scope, "values", array(scope, matrix)).get(0));
        }
    }

    /** The singular values of {@code a bᵀ}, for a (m, d) and b (n, d): min(m, n) of them, descending. */
    public static double[] singularValuesOfProduct(double[][] a, double[][] b) {
        try (NDManager scope = scope()) {
            return Torch.doubles(Engine.SCRIPT
                    .run(scope, "singular", array(scope, a), array(scope, b))
                    .get(0));
        }
    }

    /**
     * The eigenvalues of {@code a b}, (d) ascending: those of {@code Lᵀ b L} with {@code a = L Lᵀ}. Their error is that of a
     * backward stable method, a small multiple of rounding times |a| |b|; the smallest may come out negative.
     *
     * @param a (d, d), symmetric
     * @param b (d, d), symmetric, positive semidefinite
     * @return nothing if a is not positive definite in float64
     */
    public static Optional<double[]> eigenvaluesOfProduct(double[][] a, double[][] b) {
        try (NDManager scope = scope()) {
            List<NDArray> results = Engine.SCRIPT.run(scope, "spectrum", array(scope, a), array(scope, b));
            if (Torch.ints(results.get(0))[0] != 0) return Optional.empty();
            return Optional.of(Torch.doubles(results.get(1)));
        }
    }

    /** A scope for arrays of one calculation; the caller closes it. */
    static NDManager scope() {
        return Engine.ROOT.newSubManager();
    }

    /** Rows [first, first + count) as a float32 array, (count, d). */
    static NDArray floats(NDManager scope, double[][] rows, int first, int count) {
        int d = rows[0].length;
        float[] values = new float[count * d];
        for (int i = 0; i < count; i++) {
            double[] row = rows[first + i];
            for (int k = 0; k < d; k++) values[i * d + k] = (float) row[k];
        }
        return Torch.array(scope, values, count, d);
    }

    /** {@code a bᵀ} in float32, row by row, (rows of a, rows of b). */
    static float[] products(NDManager scope, NDArray a, NDArray b) {
        return Torch.floats(Engine.SCRIPT.run(scope, "products", a, b).get(0));
    }

    private static NDArray array(NDManager scope, double[][] rows) {
        int d = rows[0].length;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(rows.length * 8, d));
        DoubleBuffer values = bytes.order(ByteOrder.nativeOrder()).asDoubleBuffer();
        for (double[] row : rows) values.put(row);
        return Torch.array(scope, bytes.rewind(), DataType.FLOAT64, rows.length, d);
    }
}

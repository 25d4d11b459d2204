package io.dxmi.bench.dictionary;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The debiased Sinkhorn divergence {@code W(a, b) - W(a, a) / 2 - W(b, b) / 2} (Genevay, Peyré, Cuturi, AISTATS 2018), as a distance
 * of digits. It is 0 for equal digits.
 */
final class Divergence {

    private static final double FLOOR = 1e-9;

    private final EntropicTransport transport;
    private final int iterations;

    Divergence(double gamma, int iterations) {
        transport = new EntropicTransport(Digits.SIDE, Digits.SIDE, gamma);
        this.iterations = iterations;
    }

    /** From each test digit to all training digits. */
    Held.Distances of(Held held) {
        DMatrixRMaj train = Rows.mixed(held.train(), FLOOR);
        DMatrixRMaj test = Rows.mixed(held.test(), FLOOR);
        double[] ofTrain = transport.between(train, train, iterations).value();
        double[] ofTest = transport.between(test, test, iterations).value();
        return i -> {
            double[] mixed = transport
                    .between(train, repeated(test, i, train.numRows), iterations)
                    .value();
            return IntStream.range(0, mixed.length)
                    .mapToDouble(j -> mixed[j] - (ofTrain[j] + ofTest[i]) / 2)
                    .toArray();
        };
    }

    private static DMatrixRMaj repeated(DMatrixRMaj from, int row, int times) {
        DMatrixRMaj out = new DMatrixRMaj(times, from.numCols);
        double[] values = Arrays.copyOfRange(from.data, row * from.numCols, (row + 1) * from.numCols);
        for (int i = 0; i < times; i++) System.arraycopy(values, 0, out.data, i * values.length, values.length);
        return out;
    }
}

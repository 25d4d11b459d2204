package io.dxmi.detect.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import java.util.SplittableRandom;

/**
 * Normal vectors that batches are drawn from.
 *
 * @param values (count, dimensions), about unit scale
 */
public record DataRows(float[] values, int dimensions) {

    /** Numbers of rows, drawn with replacement: a batch may be larger than a small data set. */
    public int[] batch(Draws draws, int size) {
        return new SplittableRandom(draws.seed("rows"))
                .ints(size, 0, values.length / dimensions)
                .toArray();
    }

    /** Those rows, (B, dimensions). */
    public NDArray at(NDManager scope, int[] numbers) {
        float[] out = new float[numbers.length * dimensions];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(values, numbers[i] * dimensions, out, i * dimensions, dimensions);
        }
        return Torch.array(scope, out, numbers.length, dimensions);
    }
}

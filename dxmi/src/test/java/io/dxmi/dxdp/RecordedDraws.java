package io.dxmi.dxdp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The reference's random draws of one iteration, served for the purposes that the trainer names.
 *
 * <p>The reference fits the value to the rows of a permutation, here they keep their order: {@link #valueRows} converts.
 */
final class RecordedDraws implements Draws {

    private final GoldenCase golden;
    private final int iteration;
    private final int steps;
    private final Consumer<String> before;

    /** @param before told a step's purpose when its seed is asked for, that is right before the step is taken */
    RecordedDraws(GoldenCase golden, int iteration, int steps, Consumer<String> before) {
        this.golden = golden;
        this.iteration = iteration;
        this.steps = steps;
        this.before = before;
    }

    @Override
    public NDArray normal(NDManager scope, String purpose, long... shape) {
        String[] words = purpose.split(" ", -1);
        int number = words.length == 1 ? 0 : Integer.parseInt(words[1]);
        float[] noise =
                switch (words[0]) {
                    case "x0" -> recorded("sample", "randn", 0).toFloats();
                    case "step" -> recorded("sample", "randn", 1 + number).toFloats();
                    case "value" -> valueNoise(number);
                    case "sampler" ->
                        recorded("update_sampler", "randn", number).toFloats();
                    default -> throw new AssertionError("the reference draws no noise for " + purpose);
                };
        return Torch.array(scope, noise, shape);
    }

    private float[] valueNoise(int t) {
        HostTensor drawn = recorded("update_f_v", "randn", steps - 1 - t);
        float[] permuted = drawn.toFloats();
        float[] noise = new float[permuted.length];
        int[] rows = valueRows(t);
        int d = permuted.length / rows.length;
        for (int k = 0; k < rows.length; k++) System.arraycopy(permuted, k * d, noise, rows[k] * d, d);
        return noise;
    }

    /** The rows of the batch in the order in which the reference's value step at time t sees them. */
    int[] valueRows(int t) {
        long[] order = recorded("update_f_v", "randperm", 0).toLongs();
        List<Integer> rows = new ArrayList<>();
        int batch = order.length / steps;
        for (long row : order) if (row / batch == t) rows.add((int) (row % batch));
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The order in which a pass of the reference's value steps takes the times, where that is random. */
    long[] timeOrder(int pass) {
        return recorded("update_f_v", "randperm", 1 + pass).toLongs();
    }

    @Override
    public long seed(String purpose) {
        before.accept(purpose);
        return 0;
    }

    @Override
    public NDArray permutation(NDManager scope, String purpose, long n) {
        return Torch.array(scope, recorded("update_" + purpose, "randperm", 0).toLongs(), n);
    }

    private HostTensor recorded(String phase, String kind, int number) {
        int found = 0;
        for (JsonNode draw : golden.json().get("draws")) {
            if (draw.get("iteration").asInt() == iteration
                    && draw.get("phase").asText().equals(phase)
                    && draw.get("kind").asText().equals(kind)
                    && found++ == number) {
                return golden.array(draw.get("name").asText());
            }
        }
        throw new AssertionError(golden + ", iteration " + iteration + ": " + phase + " drew " + found + " " + kind
                + ", wanted number " + number);
    }
}

package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Low-rank adapters of a network's weights (Hu et al., 2022, "LoRA"): a frozen weight W acts as {@code W + B A}, and A and B
 * are trained. At first B is zero, so that the network is the frozen one. The update has no scale of its own (alpha is the
 * rank, in the paper's notation).
 *
 * <p>The adapter of {@code fc.weight} (out, in, ...) is {@code fc.lora_A.weight} (rank, in, ...) and {@code
 * fc.lora_B.weight} (out, rank), followed by axes of size 1 up to the weight's number of axes.
 *
 * @param frozen the network's own parameters
 * @param trained the adapters, and what is trained beside the network
 */
public record Adapters(List<Parameter> frozen, List<Parameter> trained) {

    private static final String WEIGHT = ".weight";
    private static final String LORA_A = ".lora_A" + WEIGHT;
    private static final String LORA_B = ".lora_B" + WEIGHT;

    /**
     * Adapters of the given rank.
     *
     * @param parameters of a network and of what is trained beside it
     * @param beside names of the latter
     * @param adapted names of weights of at least two axes
     * @param rank at least 1
     */
    public static Adapters of(List<Parameter> parameters, Set<String> beside, Set<String> adapted, int rank) {
        List<Parameter> frozen = new ArrayList<>();
        List<Parameter> trained = new ArrayList<>();
        for (Parameter p : parameters) {
            (beside.contains(p.name()) ? trained : frozen).add(p);
            if (!adapted.contains(p.name())) continue;
            long[] a = p.shape().clone();
            a[0] = rank;
            long[] b = new long[p.shape().length];
            Arrays.fill(b, 1);
            b[0] = p.shape()[0];
            b[1] = rank;
            trained.add(Parameter.uniform(a(p.name()), p.size() / p.shape()[0], a));
            trained.add(Parameter.constant(b(p.name()), 0, b));
        }
        return new Adapters(frozen, trained);
    }

    /** First weights, whose trained part is under the network's name and holds the frozen one. */
    public Weights initial(NDManager root, String name, long seed) {
        return Weights.initial(root, name, trained, seed).over(Weights.initial(root, name, frozen, seed));
    }

    /** Rank of a weight's adapter; 0 if it has none. */
    public int rank(String weight) {
        return trained.stream()
                .filter(p -> p.name().equals(a(weight)))
                .mapToInt(p -> Math.toIntExact(p.shape()[0]))
                .findFirst()
                .orElse(0);
    }

    /** Number of frozen scalars. */
    public long frozenSize() {
        return frozen.stream().mapToLong(Parameter::size).sum();
    }

    /** Number of trained scalars. */
    public long trainedSize() {
        return trained.stream().mapToLong(Parameter::size).sum();
    }

    /** Name of the adapter's factor that is applied first. */
    public static String a(String weight) {
        return stem(weight) + LORA_A;
    }

    /** Name of the adapter's factor that is applied last. */
    public static String b(String weight) {
        return stem(weight) + LORA_B;
    }

    /** Whether a name is that of an adapter's factor. */
    public static boolean isPart(String name) {
        return name.endsWith(LORA_A) || name.endsWith(LORA_B);
    }

    private static String stem(String weight) {
        return weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    }

    /**
     * The network's weights with their adapters added, and what was trained beside it.
     *
     * @param frozen values by the names of the network's parameters
     * @param trained values by the names of the {@link #trained} parameters
     */
    public static Map<String, HostTensor> merged(Map<String, HostTensor> frozen, Map<String, HostTensor> trained) {
        Map<String, HostTensor> merged = new LinkedHashMap<>();
        frozen.forEach((name, weight) -> {
            HostTensor a = trained.get(a(name));
            HostTensor b = trained.get(b(name));
            merged.put(name, a == null || b == null ? weight : sum(weight, a, b));
        });
        trained.forEach((name, value) -> {
            if (!isPart(name)) merged.put(name, value);
        });
        return merged;
    }

    private static HostTensor sum(HostTensor weight, HostTensor a, HostTensor b) {
        float[] values = weight.toFloats();
        float[] first = a.toFloats();
        float[] last = b.toFloats();
        int rank = Math.toIntExact(a.shape()[0]);
        int columns = first.length / rank;
        double[] row = new double[columns];
        for (int i = 0; i < last.length / rank; i++) {
            Arrays.fill(row, 0);
            for (int k = 0; k < rank; k++) {
                double factor = last[i * rank + k];
                for (int j = 0; j < columns; j++) row[j] += factor * first[k * columns + j];
            }
            for (int j = 0; j < columns; j++) values[i * columns + j] = (float) (values[i * columns + j] + row[j]);
        }
        return HostTensor.of(values, weight.shape());
    }
}

package io.dxmi.gcd.bilevel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link RowLoss} over rows of a data set that stays in native memory: losses and gradients as compiled programs, in float32,
 * for weights that come from Java. All parameters of the network make one vector, one after the other.
 *
 * <p>The rows of the last minibatch stay gathered: two gradients in a row on one array of row numbers read them once. That array
 * must not be changed in between.
 */
public final class RowGradients implements AutoCloseable {

    private final NDManager root;
    private final RowLoss loss;
    private final int size;
    private final NDArray[] data;
    private final Compiled gather;
    private final Compiled losses;
    private final Compiled gradients;
    private int[] held = {};
    private List<NDArray> rows = List.of();
    private NDManager holder;
    private long evaluations;

    /**
     * Compiles the programs.
     *
     * @param root where the data lives; closed by its owner after this
     * @param data arrays with one row for each row of the data set
     */
    public RowGradients(NDManager root, RowLoss loss, NDArray... data) {
        this.root = root;
        this.loss = loss;
        this.data = data.clone();
        size = Math.toIntExact(
                loss.parameters().stream().mapToLong(Parameter::size).sum());
        holder = root.newSubManager();
        gather = new Compiled(root, new Gather());
        losses = new Compiled(root, new Losses());
        gradients = new Compiled(root, new Gradients());
    }

    /** Rows of the data set. */
    public int rows() {
        return Math.toIntExact(data[0].getShape().get(0));
    }

    /** Numbers of all parameters together. */
    public int size() {
        return size;
    }

    /** Rows whose loss or gradient was asked for so far. */
    public long evaluations() {
        return evaluations;
    }

    /** The losses of some rows. */
    public double[] losses(double[] weights, int[] numbers) {
        try (NDManager scope = root.newSubManager()) {
            return doubles(losses, scope, inputs(scope, weights, numbers));
        }
    }

    /**
     * The gradient of {@code mean_i factor_i loss_i} over some rows.
     *
     * @param factors one for each of the rows
     */
    public double[] gradient(double[] weights, int[] numbers, double[] factors) {
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> inputs = inputs(scope, weights, numbers);
            inputs.add(array(scope, factors));
            return doubles(gradients, scope, inputs);
        }
    }

    private List<NDArray> inputs(NDManager scope, double[] weights, int[] numbers) {
        evaluations += numbers.length;
        if (numbers != held) hold(numbers);
        List<NDArray> inputs = new ArrayList<>();
        inputs.add(array(scope, weights));
        inputs.addAll(rows);
        return inputs;
    }

    private void hold(int[] numbers) {
        holder.close();
        holder = root.newSubManager();
        long[] index = new long[numbers.length];
        for (int i = 0; i < index.length; i++) index[i] = numbers[i];
        List<NDArray> inputs = new ArrayList<>(List.of(data));
        inputs.add(Torch.array(holder, index, index.length));
        rows = gather.call(holder, inputs.toArray(NDArray[]::new));
        held = numbers;
    }

    /** The names of inputs, those of the data between others. */
    private List<String> names(List<String> first, List<String> last) {
        List<String> names = new ArrayList<>(first);
        for (int i = 0; i < data.length; i++) names.add("data" + i);
        names.addAll(last);
        return names;
    }

    /** Losses (B) for the vector of all weights. */
    private <T> T losses(Ops<T> o, T weights, List<T> rows) {
        Map<String, T> named = new HashMap<>();
        long at = 0;
        for (Parameter p : loss.parameters()) {
            named.put(p.name(), o.reshape(o.slice(weights, 0, at, at + p.size()), p.shape()));
            at += p.size();
        }
        return loss.of(o, new Params<>(named::get), rows);
    }

    private final class Gather implements Computation {
        @Override
        public List<String> inputs() {
            return names(List.of(), List.of("index"));
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T index = in.get(data.length);
            return in.subList(0, data.length).stream()
                    .map(array -> o.indexSelect(array, index))
                    .toList();
        }
    }

    private final class Losses implements Computation {
        @Override
        public List<String> inputs() {
            return names(List.of("weights"), List.of());
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return List.of(losses(o, in.get(0), in.subList(1, in.size())));
        }
    }

    private final class Gradients implements Computation {
        @Override
        public List<String> inputs() {
            return names(List.of("weights"), List.of("factors"));
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            int last = in.size() - 1;
            T weights = o.variable(in.get(0));
            T mean = o.mean(o.mul(losses(o, weights, in.subList(1, last)), in.get(last)));
            return List.of(o.gradient(mean, weights));
        }
    }

    private static NDArray array(NDManager scope, double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return Torch.array(scope, floats, floats.length);
    }

    private static double[] doubles(Compiled program, NDManager scope, List<NDArray> inputs) {
        float[] values =
                Torch.floats(program.call(scope, inputs.toArray(NDArray[]::new)).get(0));
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) out[i] = values[i];
        return out;
    }

    @Override
    public void close() {
        holder.close();
        gather.close();
        losses.close();
        gradients.close();
    }
}

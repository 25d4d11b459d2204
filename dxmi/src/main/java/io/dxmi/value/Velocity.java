package io.dxmi.value;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.engine.train.Workers;
import io.dxmi.samplers.sample.RollOut;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adaptive velocity regularisation: {@code s_t^2 <- alpha s_t^2 + (1 - alpha) mean (x_{t+1} - x_t)^2} over batch and
 * dimensions (DxMI, section 4.3). With alpha = 1 it stays as it began.
 */
public final class Velocity implements AutoCloseable {

    private final NDManager root;
    private final double alpha;
    private final Workers workers;
    private final Compiled update;
    private NDArray squares;

    /** @param initial s_t^2 (T), positive, noise first */
    public Velocity(NDManager root, double[] initial, double alpha) {
        this(root, initial, alpha, Workers.ALONE);
    }

    /** The same over the batches of all workers. */
    public Velocity(NDManager root, double[] initial, double alpha, Workers workers) {
        this.root = root;
        this.workers = workers;
        this.alpha = alpha;
        int steps = initial.length;
        float[] values = new float[steps];
        for (int t = 0; t < steps; t++) values[t] = (float) initial[t];
        squares = Torch.array(root, values, steps);
        update = new Compiled(root, new Computation() {
            @Override
            public List<String> inputs() {
                List<String> names = new ArrayList<>(List.of("squares"));
                for (int t = 0; t <= steps; t++) names.add("x" + t);
                return names;
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                List<T> moved = new ArrayList<>();
                for (int t = 0; t < steps; t++) {
                    moved.add(o.reshape(o.mean(o.square(o.sub(in.get(t + 2), in.get(t + 1)))), 1));
                }
                return List.of(o.add(o.scale(in.get(0), alpha), o.scale(o.concat(moved, 0), 1 - alpha)));
            }
        });
    }

    /** s_t^2 (T), noise first. */
    public NDArray squares() {
        return squares;
    }

    public void update(RollOut rollOut) {
        if (alpha == 1) return;
        List<NDArray> inputs = new ArrayList<>(List.of(squares));
        inputs.addAll(rollOut.states());
        NDArray updated = update.call(root, inputs.toArray(NDArray[]::new)).get(0);
        squares.close();
        squares = updated;
        if (!workers.isAlone()) average(rollOut.labels().size());
    }

    /** Over all workers by their rows: the old squares, which all have, and the new ones alike. */
    private void average(long rows) {
        float[] own = Torch.floats(squares);
        ByteBuffer sums =
                ByteBuffer.allocateDirect(Float.BYTES * (own.length + 1)).order(ByteOrder.nativeOrder());
        for (float square : own) sums.putFloat(square * (float) rows);
        workers.sum(sums.putFloat((float) rows).flip());
        float total = sums.getFloat(Float.BYTES * own.length);
        for (int t = 0; t < own.length; t++) own[t] = sums.getFloat() / total;
        squares.close();
        squares = Torch.array(root, own, own.length);
    }

    /** The squares (T), by their name in checkpoints. */
    public Map<String, HostTensor> state() {
        return Map.of(StateKeys.VELOCITY, Torch.host(squares));
    }

    /** Puts a {@link #state} of the file {@code origin} back. @throws io.dxmi.samplers.UserError if it lacks the squares */
    public void restore(Map<String, HostTensor> state, String origin) {
        HostTensor kept = TrainingState.entry(
                state, StateKeys.VELOCITY, origin, squares.getShape().getShape());
        squares.close();
        squares = Torch.array(root, kept);
    }

    @Override
    public void close() {
        update.close();
        squares.close();
    }
}

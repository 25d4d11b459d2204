package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFunction;
import io.dxmi.samplers.engine.ScriptText;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimiser step along a sum of gradients. Programs add to the {@link #list}; {@link #apply} adds it up over all workers,
 * clips it and steps. The gradients lie in one block of memory, so that they are scaled and emptied as one array;
 * behind them lie what the step logs and the sum's weight.
 */
final class SummedStep implements AutoCloseable {

    private final AdamProgram adam;
    private final Workers workers;
    private final ScriptFunction step;
    private final Script script;
    private final NDManager own;
    private final NDArray all;
    private final int gradients;
    private final IValue sums;
    private final IValue flat;

    /**
     * Compiles the step.
     *
     * @param scalars how many are logged
     */
    SummedStep(NDManager root, Weights weights, AdamProgram adam, Workers workers, int scalars) {
        this.adam = adam;
        this.workers = workers;
        step = new ScriptFunction("step", List.of(), List.of());
        write(step.text());
        script = new Script(
                root, step.definition(", sums: List[Tensor], flat: Tensor, scale: float" + adam.arguments()));
        step.bind(root, List.of());
        own = root.newSubManager();
        gradients = Math.toIntExact(weights.size());
        all = own.zeros(new Shape(gradients + scalars + 1L));
        sums = Torch.list(views(weights));
        flat = IValue.from((PtNDArray) all.get("0:" + gradients));
    }

    private List<NDArray> views(Weights weights) {
        List<NDArray> views = new ArrayList<>();
        long from = 0;
        for (NDArray array : weights.arrays()) {
            NDArray view = all.get(from + ":" + (from + array.size())).reshape(array.getShape());
            view.attach(own);
            views.add(view);
            from += array.size();
        }
        return views;
    }

    private void write(ScriptText text) {
        text.statement("torch.mul_(flat, scale)");
        text.statement("g = sums");
        GradientProgram.norm(text); // of all numbers at once, float32 would lose digits
        text.statement("finite = torch.isfinite(norm)");
        adam.step(text);
        text.statement("torch.zero_(flat)");
        text.statement("return [norm]");
    }

    /** The sums by parameter, an argument of programs. */
    IValue list() {
        return sums;
    }

    /** What gradients of a mean over so many rows are to be multiplied by before they are added. */
    double weight(long rows) {
        return workers.weight(rows);
    }

    /**
     * Takes the step and starts a new sum.
     *
     * @param scope owns what is read later
     * @param rows that this worker's sum is a mean over, perhaps 0
     * @param mine loss and scalars of these rows, which several workers read at once; their norm is not read
     * @param logged names of the scalars
     * @return loss and scalars as means over the rows of all workers, and the norm of the whole gradient; if it is not finite,
     *     the step changes nothing
     */
    Pending<Stats> apply(NDManager scope, double rateFactor, long rows, Pending<Stats> mine, List<String> logged) {
        if (workers.isAlone()) {
            return mine.with(
                    step(scope, rateFactor, 1), (stats, norm) -> new Stats(stats.loss(), norm, stats.logged()));
        }
        Stats stats = mine.read();
        double[] means = new double[1 + logged.size()];
        means[0] = stats.loss();
        for (int i = 0; i < logged.size(); i++) means[1 + i] = stats.logged().getOrDefault(logged.get(i), 0.0);
        double total = sum(workers.weight(rows), means);
        Map<String, Double> scalars = new LinkedHashMap<>();
        for (int i = 0; i < logged.size(); i++) scalars.put(logged.get(i), means[1 + i]);
        return step(scope, rateFactor, total).map(norm -> new Stats(means[0], norm, scalars));
    }

    /** @return the norm */
    private Pending<Double> step(NDManager scope, double rateFactor, double total) {
        NDArray norm = adam.with(rateFactor, arguments -> {
            try (IValue scale = IValue.from(1 / total)) {
                List<IValue> given = new ArrayList<>(List.of(sums, flat, scale));
                given.addAll(arguments);
                return step.call(script, scope, false, 0, new NDArray[0], given).get(0);
            }
        });
        return Pending.of(norm, values -> {
            if (!Float.isFinite(values[0])) adam.notTaken();
            return (double) values[0];
        });
    }

    /** Adds up over workers. @return the weight of all */
    private double sum(double weight, double... means) {
        double[] total = new double[1];
        Torch.throughMemory(all, memory -> {
            ByteBuffer tail = memory.duplicate().order(ByteOrder.nativeOrder());
            tail.position(Float.BYTES * gradients);
            for (double mean : means) tail.putFloat((float) (mean * weight));
            tail.putFloat((float) weight);
            workers.sum(memory);
            tail.position(Float.BYTES * gradients);
            for (int i = 0; i < means.length; i++) means[i] = tail.getFloat();
            total[0] = tail.getFloat();
        });
        for (int i = 0; i < means.length; i++) means[i] /= total[0];
        return total[0];
    }

    @Override
    public void close() {
        step.close();
        sums.close();
        flat.close();
        own.close();
        script.close();
    }
}

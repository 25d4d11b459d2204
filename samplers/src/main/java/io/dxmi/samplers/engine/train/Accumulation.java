package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFunction;
import io.dxmi.samplers.engine.ScriptOps;
import io.dxmi.samplers.engine.ScriptText;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * An optimiser step whose gradient is the sum of the gradients of several parts, each of which is freed before the next
 * is computed: a sum of any length in the memory of one part.
 *
 * <p>A part also gives its gradient with respect to some of its inputs, so that a chain of parts is back-propagated
 * link by link.
 */
public final class Accumulation implements AutoCloseable {

    private final String network;
    private final ScriptFunction part;
    private final Script script;
    private final List<String> logged;
    private final SummedStep step;
    private final List<Stats> parts = new ArrayList<>();

    /**
     * Compiles an accumulation.
     *
     * @param through inputs of the loss whose gradients {@link #add} returns
     * @param leaves the trained weights as arrays that ask for gradients
     * @param networks what the loss reads, the trained one first
     */
    Accumulation(
            NDManager root,
            Loss loss,
            List<String> through,
            AdamProgram adam,
            Part mine,
            IValue leaves,
            List<Weights> networks) {
        Weights weights = networks.get(0);
        this.network = weights.name();
        part = new ScriptFunction("part", loss.inputs(), networks, mine.share());
        logged = writePart(loss, through, weights.names().size());
        script = part.load(root, part.definition(", sums: List[Tensor], weight: float"));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        part.bind(root, lists);
        step = new SummedStep(root, weights, adam, mine.summing(), 1 + logged.size());
    }

    /** @return names of the scalars beside the loss */
    private List<String> writePart(Loss loss, List<String> through, int n) {
        ScriptOps ops = part.ops();
        List<ScriptOps.Sym> inputs = new ArrayList<>();
        List<ScriptOps.Sym> wanted = new ArrayList<>();
        for (ScriptOps.Sym input : part.inputs()) {
            boolean goesThrough = through.contains(input.name());
            inputs.add(goesThrough ? ops.variable(input) : input);
            if (goesThrough) wanted.add(inputs.get(inputs.size() - 1));
        }
        Loss.Value<ScriptOps.Sym> value = loss.of(ops, part.networks(), inputs);
        ScriptText text = part.text();
        text.statement("leaves = torch.add(p0, annotate(List[Tensor], " + wanted + "))");
        GradientProgram.gradients(text, value.loss(), "leaves", n + wanted.size());
        text.statement("torch._foreach_add_(sums, torch.slice(g, 0, " + n + ", 1), alpha=weight)");
        List<ScriptOps.Sym> scalars = new ArrayList<>(List.of(value.loss()));
        scalars.addAll(value.logged().values());
        text.statement("out = [torch.detach(torch.stack(" + scalars + "))]");
        text.statement("return torch.add(out, torch.slice(g, " + n + ", None, 1))");
        return List.copyOf(value.logged().keySet());
    }

    /**
     * Adds the gradient of a part of a mean to the sum.
     *
     * @param rows that the mean is over, in this worker
     * @param inputs in the order of the loss's {@link Loss#inputs names}
     * @return its gradient with respect to the inputs named at the start, in their order; they belong to {@code scope}
     */
    public List<NDArray> add(NDManager scope, long rows, long seed, NDArray... inputs) {
        try (IValue weight = IValue.from(step.weight(rows))) {
            List<NDArray> results = part.call(script, scope, true, seed, inputs, List.of(step.list(), weight));
            float[] scalars = Torch.floats(results.get(0));
            parts.add(Stats.of(scalars[0], 0, logged, scalars, 1));
            return results.subList(1, results.size());
        }
    }

    /**
     * Takes the step and starts a new sum.
     *
     * @param rows that the mean is over, in this worker; perhaps 0, without a part then
     * @return the losses and scalars, averaged over the parts and over the rows of all workers; the norm of the whole gradient
     * @throws Diverged if the gradient is not finite; nothing is changed then
     */
    public Stats apply(double rateFactor, long rows) {
        return apply(rateFactor, rows, Stats.mean(parts));
    }

    /** As {@link #apply(double, long)}, of parts whose losses and scalars are weighted by their shares: they are added up. */
    Stats applyWeighted(double rateFactor, long rows) {
        return apply(rateFactor, rows, Stats.mean(parts).times(parts.size()));
    }

    private Stats apply(double rateFactor, long rows, Stats own) {
        parts.clear();
        Stats stats = step.apply(rateFactor, rows, own, logged);
        if (!Double.isFinite(stats.gradNorm())) throw new Diverged(network, stats);
        return stats;
    }

    @Override
    public void close() {
        part.close();
        script.close();
        step.close();
    }
}

package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Layout;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFunction;
import io.dxmi.samplers.engine.ScriptOps;
import io.dxmi.samplers.engine.ScriptText;
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
    private final NDManager waiting;
    private final List<Pending<Stats>> parts = new ArrayList<>();

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
        part = new ScriptFunction("part", loss.inputs(), networks, mine.share(), Layout.of(root));
        logged = writePart(loss, through, weights.names().size());
        script = part.load(root, part.definition(", sums: List[Tensor], weight: float"));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        part.bind(root, lists);
        waiting = root.newSubManager();
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
            parts.add(Pending.of(results.get(0), scalars -> Stats.of(scalars[0], 0, logged, scalars, 1))
                    .within(waiting));
            return results.subList(1, results.size());
        }
    }

    /**
     * Takes the step and starts a new sum.
     *
     * @param scope owns the statistics, which are read before it is closed
     * @param rows that the mean is over, in this worker; perhaps 0, without a part then
     * @return the losses and scalars, averaged over the parts and over the rows of all workers; the norm of the whole gradient.
     *     To read them throws {@link Diverged} if the gradient is not finite; the step changes nothing then
     */
    public Pending<Stats> start(NDManager scope, double rateFactor, long rows) {
        return start(scope, rateFactor, rows, 1);
    }

    /** As {@link #start}, read at once. @throws Diverged if the gradient is not finite; nothing is changed then */
    public Stats apply(double rateFactor, long rows) {
        try (NDManager scope = waiting.newSubManager()) {
            return start(scope, rateFactor, rows).read();
        }
    }

    /** As {@link #start}, of parts whose losses and scalars are weighted by their shares: they are added up. */
    Pending<Stats> startWeighted(NDManager scope, double rateFactor, long rows) {
        return start(scope, rateFactor, rows, parts.size());
    }

    private Pending<Stats> start(NDManager scope, double rateFactor, long rows, int times) {
        Pending<Stats> own = Pending.all(List.copyOf(parts))
                .within(scope)
                .map(all -> times == 1 ? Stats.mean(all) : Stats.mean(all).times(times));
        parts.clear();
        return step.apply(scope, rateFactor, rows, own, logged).map(stats -> {
            if (!Double.isFinite(stats.gradNorm())) throw new Diverged(network, stats);
            return stats;
        });
    }

    @Override
    public void close() {
        part.close();
        script.close();
        waiting.close();
        step.close();
    }
}

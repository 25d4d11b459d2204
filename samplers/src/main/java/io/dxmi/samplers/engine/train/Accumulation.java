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

    private final NDManager root;
    private final String network;
    private final AdamProgram adam;
    private final ScriptFunction part;
    private final ScriptFunction step;
    private final Script script;
    private final List<String> logged;
    private final NDManager own;
    private final IValue sums;
    private final List<Stats> parts = new ArrayList<>();

    /**
     * Compiles an accumulation.
     *
     * @param through inputs of the loss whose gradients {@link #add} returns
     * @param leaves the trained weights as arrays that ask for gradients
     * @param networks what the loss reads, the trained one first
     */
    Accumulation(
            NDManager root, Loss loss, List<String> through, AdamProgram adam, IValue leaves, List<Weights> networks) {
        Weights weights = networks.get(0);
        this.root = root;
        this.network = weights.name();
        this.adam = adam;
        part = new ScriptFunction("part", loss.inputs(), networks);
        logged = writePart(loss, through, weights.names().size());
        step = new ScriptFunction("step", List.of(), List.of());
        writeStep(step.text());
        String more = ", sums: List[Tensor]";
        script = part.load(root, part.definition(more) + step.definition(more + adam.arguments()));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        part.bind(root, lists);
        step.bind(root, List.of());
        own = root.newSubManager();
        sums = Torch.list(weights.zeros(own).arrays());
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
        text.statement("torch._foreach_add_(sums, torch.slice(g, 0, " + n + ", 1))");
        List<ScriptOps.Sym> scalars = new ArrayList<>(List.of(value.loss()));
        scalars.addAll(value.logged().values());
        text.statement("out = [torch.detach(torch.stack(" + scalars + "))]");
        text.statement("return torch.add(out, torch.slice(g, " + n + ", None, 1))");
        return List.copyOf(value.logged().keySet());
    }

    private void writeStep(ScriptText text) {
        text.statement("g = sums");
        GradientProgram.norm(text);
        text.statement("finite = torch.isfinite(norm)");
        adam.step(text);
        text.statement("torch._foreach_zero_(sums)");
        text.statement("return [norm]");
    }

    /**
     * Adds a part's gradient to the sum.
     *
     * @param inputs in the order of the loss's {@link Loss#inputs names}
     * @return its gradient with respect to the inputs named at the start, in their order; they belong to {@code scope}
     */
    public List<NDArray> add(NDManager scope, long seed, NDArray... inputs) {
        List<NDArray> results = part.call(script, scope, true, seed, inputs, List.of(sums));
        float[] scalars = results.get(0).toFloatArray();
        parts.add(Stats.of(scalars[0], 0, logged, scalars, 1));
        return results.subList(1, results.size());
    }

    /**
     * Takes the step and starts a new sum.
     *
     * @return the parts' losses and scalars, averaged over the parts; the norm of the whole gradient
     * @throws Diverged if the gradient is not finite; nothing is changed then
     */
    public Stats apply(double rateFactor) {
        Stats mean = Stats.mean(parts);
        parts.clear();
        double norm = adam.with(rateFactor, arguments -> {
            List<IValue> all = new ArrayList<>(List.of(sums));
            all.addAll(arguments);
            try (NDManager scope = root.newSubManager()) {
                return (double) step.call(script, scope, false, 0, new NDArray[0], all)
                        .get(0)
                        .toFloatArray()[0];
            }
        });
        Stats stats = new Stats(mean.loss(), norm, mean.logged());
        if (!Double.isFinite(norm)) throw new Diverged(network, stats);
        return stats;
    }

    @Override
    public void close() {
        part.close();
        step.close();
        sums.close();
        own.close();
        script.close();
    }
}

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
import io.dxmi.samplers.engine.Share;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.List;

/** An update that is one native call: forward, gradient, finite check, clipping, Adam. */
final class SingleCall implements Update {

    private final Loss loss;
    private final boolean mayBeEmpty;
    private final String network;
    private final AdamProgram adam;
    private final ScriptFunction step;
    private final Script script;
    private final List<String> logged;

    /**
     * Compiles an update.
     *
     * @param share the rows that a call gets
     * @param leaves the trained weights as arrays that ask for gradients
     * @param networks what the loss reads, the trained one first
     */
    SingleCall(NDManager root, Loss loss, AdamProgram adam, Share share, IValue leaves, List<Weights> networks) {
        this.loss = loss;
        this.mayBeEmpty = !share.isWhole();
        this.network = networks.get(0).name();
        this.adam = adam;
        step = new ScriptFunction("step", loss.inputs(), networks, share, Layout.of(root));
        ScriptText text = step.text();
        Loss.Value<ScriptOps.Sym> value = loss.of(step.ops(), step.networks(), step.inputs());
        logged = List.copyOf(value.logged().keySet());
        GradientProgram.gradients(
                text, value.loss(), "p0", networks.get(0).names().size());
        GradientProgram.norm(text);
        text.statement("finite = torch.logical_and(torch.isfinite(norm), torch.isfinite(" + value.loss() + "))");
        adam.step(text);
        List<Object> scalars = new ArrayList<>(List.of(value.loss(), "norm"));
        scalars.addAll(value.logged().values());
        text.statement("return [torch.detach(torch.stack(" + scalars + "))]");
        script = step.load(root, step.definition(adam.arguments()));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        step.bind(root, lists);
    }

    @Override
    public Pending<Stats> start(NDManager scope, double rateFactor, long seed, NDArray... inputs) {
        if (mayBeEmpty && MicroBatches.rows(loss, inputs) == 0) {
            return Pending.known(Stats.NONE); // a minibatch of other workers' rows
        }
        NDArray scalars = adam.with(
                rateFactor,
                arguments ->
                        step.call(script, scope, true, seed, inputs, arguments).get(0));
        return Pending.of(scalars, values -> adam.taken(Stats.of(values[0], values[1], logged, values, 2), network));
    }

    @Override
    public void close() {
        step.close();
        script.close();
    }
}

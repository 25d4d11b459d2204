package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Layout;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFunction;
import io.dxmi.samplers.engine.ScriptOps;
import io.dxmi.samplers.engine.ScriptText;
import io.dxmi.samplers.engine.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A step down the mean squared error {@code mean (f(x_r) - y_r)^2} that also gives the slopes {@code df/dx} before the step.
 *
 * <p>One backward pass gives both. Row r of the gradient with respect to x is {@code 2 (f(x_r) - y_r) / R} times the slope at
 * x_r, because rows do not depend on each other. The division by this factor loses no digits: every operation of the
 * backward pass of a row is linear in it. A row whose error is exactly 0 has no gradient, and its slope comes out as 0.
 */
public final class FittedSlopes implements AutoCloseable {

    /** What an error of 0 is divided as: far below a rounding error of values near 1, and far above the smallest float32. */
    static final double LEAST_ERROR = 1e-12;

    /**
     * What a step gives.
     *
     * @param slopes of x's shape, at the weights before the step
     * @param results those of the {@link Regression.Fit}
     */
    public record Step(Pending<Stats> stats, NDArray slopes, List<NDArray> results) {}

    private final String network;
    private final AdamProgram adam;
    private final Optional<SummedStep> sum;
    private final ScriptFunction step;
    private final Script script;
    private final List<String> logged;

    FittedSlopes(
            NDManager root, Regression regression, AdamProgram adam, Part mine, IValue leaves, List<Weights> networks) {
        Weights weights = networks.get(0);
        this.network = weights.name();
        this.adam = adam;
        step = new ScriptFunction("step", regression.inputs(), networks, mine.share(), Layout.of(root));
        logged = write(regression, weights.names().size(), mine.summing().isAlone());
        script = step.load(
                root,
                step.definition(mine.summing().isAlone() ? adam.arguments() : ", sums: List[Tensor], weight: float"));
        sum = mine.summing().isAlone()
                ? Optional.empty()
                : Optional.of(new SummedStep(root, weights, adam, mine.summing(), 1 + logged.size()));
        List<IValue> lists = new ArrayList<>(List.of(leaves));
        for (Weights other : networks.subList(1, networks.size())) lists.add(other.list());
        step.bind(root, lists);
    }

    /**
     * Writes the program.
     *
     * @param steps whether it takes the step itself; otherwise it adds the gradient to {@code sums}
     * @return names of the scalars beside the loss
     */
    private List<String> write(Regression regression, int n, boolean steps) {
        ScriptOps o = step.ops();
        ScriptText text = step.text();
        List<ScriptOps.Sym> inputs = new ArrayList<>(step.inputs());
        ScriptOps.Sym x = o.variable(inputs.get(0));
        inputs.set(0, x);
        Regression.Fit<ScriptOps.Sym> fit = regression.of(o, step.networks(), inputs);
        ScriptOps.Sym error = o.sub(fit.values(), o.stopGradient(fit.targets()));
        ScriptOps.Sym loss = o.mean(o.square(error));
        text.statement("leaves = torch.add(p0, annotate(List[Tensor], [" + x + "]))");
        GradientProgram.gradients(text, loss, "leaves", n);
        text.statement("e = torch.detach(" + error + ")");
        text.statement("e = torch.where(torch.eq(e, 0.), torch.full_like(e, " + LEAST_ERROR + "), e)");
        text.statement("rows = annotate(List[int], [-1])");
        text.statement("for i in range(torch.sub(torch.dim(" + x + "), 1)):");
        text.statement("  torch.append(rows, 1)");
        text.statement(
                "factor = torch.reshape(torch.mul(torch.reciprocal(e), torch.mul(torch.size(e, 0), 0.5)), rows)");
        text.statement("slopes = torch.mul(unchecked_cast(Tensor, grads[" + n + "]), factor)");
        List<Object> scalars = new ArrayList<>(List.of(loss));
        if (steps) {
            GradientProgram.norm(text);
            text.statement("finite = torch.logical_and(torch.isfinite(norm), torch.isfinite(" + loss + "))");
            adam.step(text);
            scalars.add("norm");
        } else {
            text.statement("torch._foreach_add_(sums, g, alpha=weight)");
        }
        scalars.addAll(fit.logged().values());
        List<String> results = new ArrayList<>(List.of("torch.detach(torch.stack(" + scalars + "))", "slopes"));
        fit.results().forEach(result -> results.add("torch.detach(" + result + ")"));
        text.statement("return " + results);
        return List.copyOf(fit.logged().keySet());
    }

    /**
     * Takes a step.
     *
     * @param scope owns the arrays that come out
     * @param inputs in the order of the regression's names
     * @return to read its statistics throws {@link Diverged} if the loss or its gradient is not finite. The step changes nothing
     *     then; with several workers that holds if the gradient is not finite
     */
    public Step apply(double rateFactor, NDManager scope, NDArray... inputs) {
        return sum.isPresent()
                ? apply(sum.get(), rateFactor, scope, inputs)
                : result(
                        adam.with(rateFactor, arguments -> step.call(script, scope, true, 0, inputs, arguments)),
                        scalars -> adam.taken(Stats.of(scalars[0], scalars[1], logged, scalars, 2), network));
    }

    private Step apply(SummedStep all, double rateFactor, NDManager scope, NDArray... inputs) {
        long rows = inputs[0].getShape().get(0);
        try (IValue weight = IValue.from(all.weight(rows))) {
            Step own = result(
                    step.call(script, scope, true, 0, inputs, List.of(all.list(), weight)),
                    scalars -> Stats.of(scalars[0], 0, logged, scalars, 1));
            Pending<Stats> stats = all.apply(scope, rateFactor, rows, own.stats(), logged);
            return new Step(stats.map(known -> known.orDiverged(network)), own.slopes(), own.results());
        }
    }

    private static Step result(List<NDArray> out, Function<float[], Stats> stats) {
        return new Step(
                Pending.of(out.get(0), stats), out.get(1), Collections.unmodifiableList(out.subList(2, out.size())));
    }

    @Override
    public void close() {
        step.close();
        script.close();
        sum.ifPresent(SummedStep::close);
    }
}

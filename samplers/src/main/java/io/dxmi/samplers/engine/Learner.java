package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.run.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network with its optimiser and the running average of its weights: everything that training it changes.
 *
 * <p>{@link #update} turns a {@link Loss} into one native call: forward, gradient of exactly this network's parameters,
 * finite check, clipping, Adam. Other networks in the loss are read, never differentiated.
 */
public final class Learner implements AutoCloseable {

    private final NDManager root;
    private final Weights weights;
    private final Weights average;
    private final Weights first;
    private final Weights second;
    private final NDArray steps;
    private final Adam adam;
    private final IValue leaves;
    private final List<Group> groups;
    private final List<Update> updates = new ArrayList<>();

    public Learner(NDManager root, Weights weights, Adam adam) {
        adam.ownRates().keySet().forEach(weights::indexOf); // an unknown name fails here
        this.root = root;
        this.weights = weights;
        this.adam = adam;
        this.average = weights.copy(root);
        this.first = weights.zeros(root);
        this.second = weights.zeros(root);
        this.steps = Torch.array(root, new float[] {0});
        this.leaves = Torch.list(weights.arrays().stream().map(Torch::leaf).toList());
        this.groups = groups();
    }

    public Weights weights() {
        return weights;
    }

    /** The exponential moving average of the weights; a copy of the first weights until {@link #average(double)} runs. */
    public Weights average() {
        return average;
    }

    public Adam adam() {
        return adam;
    }

    /** Moves the average towards the weights: {@code average = decay average + (1 - decay) weights}. */
    public void average(double decay) {
        Primitives.lerp(average.list(), weights.list(), 1 - decay);
    }

    /** Starts the running average anew from the weights as they are, after something else has changed them. */
    public void restartAverage() {
        average.set(weights);
    }

    /** Compiles a step down {@code loss}; {@code others} are the further networks that the loss reads. */
    public Update update(Loss loss, Weights... others) {
        Update update = new Update(loss, others);
        updates.add(update);
        return update;
    }

    /** Everything training has changed, by name: weights, their average, the optimiser's moments and its count. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        parts().forEach((part, arrays) ->
                arrays.toHost().forEach((key, tensor) -> state.put(weights.name() + "/" + part + "/" + key, tensor)));
        state.put(weights.name() + "/adam.step", Torch.host(steps));
        return state;
    }

    /** Puts a {@link #state} back. @throws UserError if it does not fit this network */
    public void restore(Map<String, HostTensor> state, String origin) {
        parts().forEach((part, arrays) -> {
            String prefix = weights.name() + "/" + part + "/";
            arrays.set(within(state, prefix), origin + " (" + prefix + ")");
        });
        try (NDArray count = Torch.array(root, entry(state, weights.name() + "/adam.step", origin))) {
            Primitives.assign(List.of(steps), List.of(count));
        }
    }

    private Map<String, Weights> parts() {
        return new TreeMap<>(Map.of("weights", weights, "average", average, "adam.m", first, "adam.v", second));
    }

    /**
     * One small entry of a state.
     *
     * @param shape what it must have
     * @param origin the file, named in errors
     * @throws UserError if it is missing or of another shape
     */
    public static HostTensor entry(Map<String, HostTensor> state, String key, String origin, long... shape) {
        HostTensor tensor = state.get(key);
        if (tensor == null) throw new UserError(origin + " lacks " + key + "; is it a whole checkpoint of a run?");
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new UserError(origin + ": expected " + key + " of shape " + Arrays.toString(shape) + ", got "
                    + Arrays.toString(tensor.shape()));
        }
        return tensor;
    }

    /** The entries whose key starts with {@code prefix}, without it. */
    public static Map<String, HostTensor> within(Map<String, HostTensor> state, String prefix) {
        Map<String, HostTensor> part = new LinkedHashMap<>();
        state.forEach((key, tensor) -> {
            if (key.startsWith(prefix)) part.put(key.substring(prefix.length()), tensor);
        });
        return part;
    }

    @Override
    public void close() {
        updates.forEach(Update::close);
        leaves.close();
        groups.forEach(
                g -> List.of(g.values(), g.first(), g.second(), g.steps()).forEach(IValue::close));
    }

    /** Parameters that share a learning rate, as arguments of a program: values, both moments, step counts. */
    private record Group(
            double rate, List<Integer> members, IValue values, IValue first, IValue second, IValue steps) {}

    private List<Group> groups() {
        Map<Double, List<Integer>> byRate = new TreeMap<>();
        for (String name : weights.names()) {
            byRate.computeIfAbsent(adam.ownRates().getOrDefault(name, adam.rate()), r -> new ArrayList<>())
                    .add(weights.indexOf(name));
        }
        List<Group> groups = new ArrayList<>();
        byRate.forEach((rate, members) -> groups.add(new Group(
                rate,
                members,
                weights.list(members),
                first.list(members),
                second.list(members),
                // one counter, listed once per parameter: they all step together
                Torch.list(Collections.nCopies(members.size(), steps)))));
        return groups;
    }

    /** One optimiser step down a loss, compiled. */
    public final class Update implements AutoCloseable {

        private final Script script;
        private final List<String> inputNames;
        private final List<String> loggedNames;
        private final boolean draws;
        private final IValue[] fixed;

        private Update(Loss loss, Weights... others) {
            List<Weights> networks = new ArrayList<>(List.of(weights));
            networks.addAll(List.of(others));
            ScriptOps ops = new ScriptOps();
            inputNames = loss.inputs();
            Loss.Value<ScriptOps.Sym> value = loss.of(
                    ops,
                    ops.networks(networks),
                    inputNames.stream().map(ScriptOps.Sym::new).toList());
            loggedNames = List.copyOf(value.logged().keySet());
            draws = ops.draws();
            descend(ops, value);
            String arguments = IntStream.range(0, groups.size())
                    .mapToObj(i ->
                            ", w%1$d: List[Tensor], m%1$d: List[Tensor], s%1$d: List[Tensor], n%1$d: List[Tensor], rate%1$d: float"
                                    .formatted(i))
                    .collect(Collectors.joining("", draws ? ", seed: int" : "", ""));
            script = new Script(root, Compiled.signature("step", networks.size(), inputNames, arguments) + ops.body());
            fixed = new IValue[networks.size() + 1];
            fixed[0] = leaves;
            for (int i = 1; i < networks.size(); i++) fixed[i] = networks.get(i).list();
            fixed[networks.size()] = ops.constants(root);
        }

        private void descend(ScriptOps ops, Loss.Value<ScriptOps.Sym> value) {
            ops.statement("grads = torch.autograd.grad([" + value.loss() + "], p0, None, None, False, True)");
            ops.statement("g = annotate(List[Tensor], [])");
            ops.statement("for i in range(torch.len(grads)):");
            ops.statement("  o = grads[i]");
            ops.statement("  if torch.__isnot__(o, None):");
            ops.statement("    torch.append(g, unchecked_cast(Tensor, o))");
            ops.statement("  else:");
            ops.statement("    torch.append(g, torch.zeros_like(p0[i]))");
            ops.statement("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))");
            ops.statement("finite = torch.logical_and(torch.isfinite(norm), torch.isfinite(" + value.loss() + "))");
            ops.statement("if bool(finite):");
            if (adam.clip() < Double.POSITIVE_INFINITY) {
                ops.statement("  f = torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), " + adam.clip() + ")");
                ops.statement("  torch._foreach_mul_(g, torch.clamp(f, None, 1.))");
            }
            ops.statement("  torch.add_(n0[0], 1)");
            // What is written to must be an argument: writes into a list made here are dropped as dead code.
            for (int i = 0; i < groups.size(); i++) {
                String grads = groups.size() == 1
                        ? "g"
                        : groups.get(i).members().stream()
                                .map(k -> "g[" + k + "]")
                                .toList()
                                .toString();
                ops.statement(
                        "  torch._fused_adam_(w%1$d, %2$s, m%1$d, s%1$d, annotate(List[Tensor], []), n%1$d, lr=rate%1$d"
                                        .formatted(i, grads)
                                + ", beta1=" + adam.beta1() + ", beta2=" + adam.beta2() + ", weight_decay=0., eps="
                                + adam.eps()
                                + ", amsgrad=False, maximize=False)");
            }
            ops.statement("else:");
            ops.statement("  pass");
            List<Object> scalars = new ArrayList<>(List.of(value.loss(), "norm"));
            scalars.addAll(value.logged().values());
            ops.statement("return [torch.detach(torch.stack(" + scalars + "))]");
        }

        /** Takes one step. @throws Diverged if the loss or its gradient is not finite; nothing is changed then */
        public Stats apply(NDArray... inputs) {
            return apply(1, 0, inputs);
        }

        /**
         * Takes one step.
         *
         * @param rateFactor multiplies every learning rate, for schedules
         * @param seed what the loss's own noise is drawn from, if it draws any
         * @throws Diverged if the loss or its gradient is not finite; nothing is changed then
         */
        public Stats apply(double rateFactor, long seed, NDArray... inputs) {
            List<IValue> own = Compiled.arguments(inputNames, inputs);
            if (draws) own.add(IValue.from(seed));
            List<IValue> arguments = new ArrayList<>(List.of(fixed));
            arguments.addAll(own);
            for (Group group : groups) {
                IValue rate = IValue.from(group.rate() * rateFactor);
                own.add(rate);
                arguments.addAll(List.of(group.values(), group.first(), group.second(), group.steps(), rate));
            }
            IValue[] array = arguments.toArray(IValue[]::new);
            try (IValue out = Torch.withGradient(true, () -> script.run("step", array));
                    NDManager scope = root.newSubManager()) {
                return stats(Compiled.arrays(scope, out).get(0).toFloatArray());
            } finally {
                own.forEach(IValue::close);
            }
        }

        private Stats stats(float[] scalars) {
            Map<String, Double> logged = new LinkedHashMap<>();
            for (int i = 0; i < loggedNames.size(); i++) logged.put(loggedNames.get(i), (double) scalars[2 + i]);
            Stats stats = new Stats(scalars[0], scalars[1], logged);
            if (!Double.isFinite(stats.loss()) || !Double.isFinite(stats.gradNorm())) {
                throw new Diverged(weights.name(), stats);
            }
            return stats;
        }

        @Override
        public void close() {
            fixed[fixed.length - 1].close();
            script.close();
        }
    }
}

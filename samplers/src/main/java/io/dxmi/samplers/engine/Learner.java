package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private final int micro;
    private final Weights weights;
    private final Weights average;
    private final Weights first;
    private final Weights second;
    private final NDArray steps;
    private final Adam adam;
    private final IValue leaves;
    private final List<Group> groups;
    private final List<Update> updates = new ArrayList<>();
    private final List<Accumulation> accumulations = new ArrayList<>();

    public Learner(NDManager root, Weights weights, Adam adam) {
        this(root, weights, adam, 0);
    }

    /**
     * A learner whose updates are computed a few rows at a time.
     *
     * @param micro most rows of a native call: the gradients of the parts of a larger batch are added up; 0 for no bound
     */
    public Learner(NDManager root, Weights weights, Adam adam, int micro) {
        this.micro = micro;
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
        if (micro > 0) update.parts = new MicroBatches(root, this, loss, micro, others);
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
        accumulations.forEach(Accumulation::close);
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

    /**
     * {@code g}: the gradients in {@code grads}, zeros for what the loss does not depend on. Fused Adam pairs gradients and
     * parameters by their order in memory, so those that a channels-last convolution made are put in the parameters' order.
     */
    private static void gather(ScriptOps ops, String wanted) {
        ops.statement("g = annotate(List[Tensor], [])");
        ops.statement("for i in range(torch.len(grads)):");
        ops.statement("  o = grads[i]");
        ops.statement("  if torch.__isnot__(o, None):");
        ops.statement("    torch.append(g, torch.contiguous(unchecked_cast(Tensor, o), memory_format=0))");
        ops.statement("  else:");
        ops.statement("    torch.append(g, torch.zeros_like(" + wanted + "[i]))");
    }

    private static void normAndCheck(ScriptOps ops, String loss) {
        ops.statement("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))");
        ops.statement("finite = torch.logical_and(torch.isfinite(norm), torch.isfinite(" + loss + "))");
    }

    /** Clips {@code g} and steps along it if {@code finite}. */
    private void step(ScriptOps ops) {
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
            if (adam.rectified()) rectifiedStep(ops, i, grads);
            else {
                ops.statement(String.format(
                                Locale.ROOT,
                                "  torch._fused_adam_(w%1$d, %2$s, m%1$d, s%1$d, annotate(List[Tensor], []), n%1$d, lr=rate%1$d",
                                i,
                                grads)
                        + ", beta1=" + adam.beta1() + ", beta2=" + adam.beta2() + ", weight_decay=0., eps="
                        + adam.eps()
                        + ", amsgrad=False, maximize=False)");
            }
        }
        ops.statement("else:");
        ops.statement("  pass");
    }

    /** The rate comes with RAdam's factor in it; negative for a step along the mean gradient alone. */
    private void rectifiedStep(ScriptOps ops, int i, String grads) {
        List.of(
                        "  torch._foreach_lerp_(m%1$d, %2$s, " + (1 - adam.beta1()) + ")",
                        "  torch._foreach_mul_(s%1$d, " + adam.beta2() + ")",
                        "  torch._foreach_addcmul_(s%1$d, %2$s, %2$s, value=" + (1 - adam.beta2()) + ")",
                        "  if torch.gt(rate%1$d, 0.):",
                        "    d%1$d = torch._foreach_add(torch._foreach_sqrt(s%1$d), " + adam.eps() + ")",
                        "    torch._foreach_add_(w%1$d, torch._foreach_div(m%1$d, d%1$d), alpha=torch.neg(rate%1$d))",
                        "  else:",
                        "    torch._foreach_add_(w%1$d, m%1$d, alpha=rate%1$d)")
                .forEach(line -> ops.statement(String.format(Locale.ROOT, line, i, grads)));
    }

    private String groupArguments() {
        return IntStream.range(0, groups.size())
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        ", w%1$d: List[Tensor], m%1$d: List[Tensor], s%1$d: List[Tensor], n%1$d: List[Tensor], rate%1$d: float",
                        i))
                .collect(Collectors.joining());
    }

    /** Appends every group's arguments; the rates are new and the caller closes them. */
    private List<IValue> addGroups(List<IValue> arguments, double rateFactor) {
        List<IValue> rates = new ArrayList<>();
        double rectification = adam.rectified() ? adam.rectification(steps.toFloatArray()[0] + 1) : 1;
        for (Group group : groups) {
            IValue rate = IValue.from(group.rate() * rateFactor * rectification);
            rates.add(rate);
            arguments.addAll(List.of(group.values(), group.first(), group.second(), group.steps(), rate));
        }
        return rates;
    }

    /** One optimiser step down a loss, compiled. */
    public final class Update implements AutoCloseable {

        private MicroBatches parts; // null for a learner without a bound
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
            String arguments = (draws ? ", seed: int" : "") + groupArguments();
            script = new Script(root, Compiled.signature("step", networks.size(), inputNames, arguments) + ops.body());
            fixed = new IValue[networks.size() + 1];
            fixed[0] = leaves;
            for (int i = 1; i < networks.size(); i++) fixed[i] = networks.get(i).list();
            fixed[networks.size()] = ops.constants(root);
        }

        private void descend(ScriptOps ops, Loss.Value<ScriptOps.Sym> value) {
            ops.statement("grads = torch.autograd.grad([" + value.loss() + "], p0, None, None, False, True)");
            gather(ops, "p0");
            normAndCheck(ops, value.loss().name());
            step(ops);
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
            if (parts != null && parts.cuts(inputs)) return parts.apply(rateFactor, seed, inputs);
            List<IValue> own = Compiled.arguments(inputNames, inputs);
            if (draws) own.add(IValue.from(seed));
            List<IValue> arguments = new ArrayList<>(List.of(fixed));
            arguments.addAll(own);
            own.addAll(addGroups(arguments, rateFactor));
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

    /** Prepares an update whose gradient comes in parts; see {@link Accumulation}. */
    public Accumulation accumulation(Loss part, List<String> through, Weights... others) {
        Accumulation accumulation = new Accumulation(part, through, others);
        accumulations.add(accumulation);
        return accumulation;
    }

    /**
     * An optimiser step whose gradient is the sum of the gradients of several parts, each of which is freed before the next
     * one is computed: as long a sum as one likes in the memory of one part.
     *
     * <p>A part also gives its gradient with respect to some of its inputs, so that a chain of parts is back-propagated
     * link by link.
     */
    public final class Accumulation implements AutoCloseable {

        private final Script script;
        private final List<String> inputNames;
        private final List<String> loggedNames;
        private final boolean draws;
        private final IValue[] fixed;
        private final NDManager own = root.newSubManager();
        private final IValue sums;
        private final List<Stats> parts = new ArrayList<>();

        private Accumulation(Loss part, List<String> through, Weights... others) {
            List<Weights> networks = new ArrayList<>(List.of(weights));
            networks.addAll(List.of(others));
            ScriptOps ops = new ScriptOps();
            inputNames = part.inputs();
            List<ScriptOps.Sym> inputs = new ArrayList<>();
            List<Object> wanted = new ArrayList<>();
            for (String name : inputNames) {
                ScriptOps.Sym symbol = new ScriptOps.Sym(name);
                if (through.contains(name)) {
                    symbol = ops.variable(symbol);
                    wanted.add(symbol);
                }
                inputs.add(symbol);
            }
            Loss.Value<ScriptOps.Sym> value = part.of(ops, ops.networks(networks), inputs);
            loggedNames = List.copyOf(value.logged().keySet());
            draws = ops.draws();
            int n = weights.names().size();
            ops.statement("leaves = torch.add(p0, annotate(List[Tensor], " + wanted + "))");
            ops.statement("grads = torch.autograd.grad([" + value.loss() + "], leaves, None, None, False, True)");
            gather(ops, "leaves");
            ops.statement("torch._foreach_add_(sums, torch.slice(g, 0, " + n + ", 1))");
            List<Object> scalars = new ArrayList<>(List.of(value.loss()));
            scalars.addAll(value.logged().values());
            ops.statement("out = [torch.detach(torch.stack(" + scalars + "))]");
            ops.statement("return torch.add(out, torch.slice(g, " + n + ", None, 1))");

            ScriptOps end = new ScriptOps();
            end.statement("g = sums");
            end.statement("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))");
            end.statement("finite = torch.isfinite(norm)");
            step(end);
            end.statement("torch._foreach_zero_(sums)");
            end.statement("return [norm]");
            String more = ", sums: List[Tensor]";
            script = new Script(
                    root,
                    Compiled.signature("part", networks.size(), inputNames, (draws ? ", seed: int" : "") + more)
                            + ops.body()
                            + Compiled.signature("step", 0, List.of(), more + groupArguments())
                            + end.body());
            fixed = new IValue[networks.size() + 1];
            fixed[0] = leaves;
            for (int i = 1; i < networks.size(); i++) fixed[i] = networks.get(i).list();
            fixed[networks.size()] = ops.constants(root);
            sums = Torch.list(weights.zeros(own).arrays());
        }

        /**
         * Adds a part's gradient to the sum.
         *
         * @return its gradient with respect to the inputs named at the start, in their order; they belong to {@code scope}
         */
        public List<NDArray> add(NDManager scope, long seed, NDArray... inputs) {
            List<IValue> given = Compiled.arguments(inputNames, inputs);
            if (draws) given.add(IValue.from(seed));
            List<IValue> arguments = new ArrayList<>(List.of(fixed));
            arguments.addAll(given);
            arguments.add(sums);
            IValue[] array = arguments.toArray(IValue[]::new);
            try (IValue out = Torch.withGradient(true, () -> script.run("part", array))) {
                List<NDArray> results = Compiled.arrays(scope, out);
                float[] scalars = results.get(0).toFloatArray();
                Map<String, Double> logged = new LinkedHashMap<>();
                for (int i = 0; i < loggedNames.size(); i++) {
                    logged.put(loggedNames.get(i), (double) scalars[1 + i]);
                }
                parts.add(new Stats(scalars[0], 0, logged));
                return results.subList(1, results.size());
            } finally {
                given.forEach(IValue::close);
            }
        }

        /**
         * Takes the step and starts a new sum.
         *
         * @return the parts' losses and scalars, averaged over the parts; the norm of the whole gradient
         * @throws Diverged if the gradient is not finite; nothing is changed then
         */
        public Stats apply(double rateFactor) {
            List<IValue> arguments = new ArrayList<>(List.of(fixed[fixed.length - 1], sums));
            List<IValue> rates = addGroups(arguments, rateFactor);
            IValue[] array = arguments.toArray(IValue[]::new);
            Stats mean = Stats.mean(parts);
            parts.clear();
            try (IValue out = Torch.withGradient(false, () -> script.run("step", array));
                    NDManager scope = root.newSubManager()) {
                double norm = Compiled.arrays(scope, out).get(0).toFloatArray()[0];
                Stats stats = new Stats(mean.loss(), norm, mean.logged());
                if (!Double.isFinite(norm)) throw new Diverged(weights.name(), stats);
                return stats;
            } finally {
                rates.forEach(IValue::close);
            }
        }

        @Override
        public void close() {
            fixed[fixed.length - 1].close();
            sums.close();
            own.close();
            script.close();
        }
    }
}

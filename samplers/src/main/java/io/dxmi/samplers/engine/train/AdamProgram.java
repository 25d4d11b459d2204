package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Primitives;
import io.dxmi.samplers.engine.ScriptText;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adam for one network: both moments and the step count, and the statements that take a step. */
final class AdamProgram implements AutoCloseable {

    private final Adam adam;
    private final Weights first;
    private final Weights second;
    private final NDArray steps;
    private final List<Group> groups;

    /** What {@link #steps} holds, known without waiting for the device. */
    private long taken;

    AdamProgram(NDManager root, Weights weights, Adam adam) {
        adam.ownRates().keySet().forEach(weights::indexOf); // an unknown name fails here
        this.adam = adam;
        this.first = weights.zeros(root);
        this.second = weights.zeros(root);
        this.steps = Torch.array(root, new float[] {0});
        this.groups = groups(weights);
    }

    /** Parameters that share a learning rate, as arguments of a program: values, both moments, step counts. */
    private record Group(
            double rate, List<Integer> members, IValue values, IValue first, IValue second, IValue steps) {}

    private List<Group> groups(Weights weights) {
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

    Adam adam() {
        return adam;
    }

    /** Running mean of the gradients. */
    Weights first() {
        return first;
    }

    /** Running mean of their squares. */
    Weights second() {
        return second;
    }

    /** Number of steps taken, float32 (). */
    NDArray steps() {
        return steps;
    }

    /** Overwrites the number of steps taken. */
    void setSteps(HostTensor count) {
        try (NDManager scope = steps.getManager().newSubManager()) {
            Primitives.assign(List.of(steps), List.of(Torch.array(scope, count)));
        }
        taken = Math.round(count.toDoubles()[0]);
    }

    /** What a step measured. @throws Diverged if it is not finite: then no step was taken */
    Stats taken(Stats stats, String network) {
        if (!stats.isFinite()) notTaken();
        return stats.orDiverged(network);
    }

    /** The last step has changed nothing, because its gradient was not finite. */
    void notTaken() {
        taken--;
    }

    /** What a program takes to step, as the end of its list of arguments. */
    String arguments() {
        return IntStream.range(0, groups.size())
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        ", w%1$d: List[Tensor], m%1$d: List[Tensor], s%1$d: List[Tensor], n%1$d: List[Tensor], rate%1$d: float",
                        i))
                .collect(Collectors.joining());
    }

    /** Calls a program with the values of {@link #arguments}. */
    <R> R with(double rateFactor, Function<List<IValue>, R> call) {
        List<IValue> arguments = new ArrayList<>();
        List<IValue> rates = new ArrayList<>();
        double rectification = adam.rectified() ? adam.rectification((double) taken + 1) : 1;
        for (Group group : groups) {
            IValue rate = IValue.from(group.rate() * rateFactor * rectification);
            rates.add(rate);
            arguments.addAll(List.of(group.values(), group.first(), group.second(), group.steps(), rate));
        }
        try {
            taken++;
            return call.apply(arguments);
        } finally {
            rates.forEach(IValue::close);
        }
    }

    /**
     * Clips {@code g}, whose norm is {@code norm}, and steps along it if {@code finite}. The device decides by itself, and Java
     * need not wait to be told; RAdam, whose operators have no such switch, waits.
     */
    void step(ScriptText text) {
        if (adam.rectified()) {
            text.statement("if bool(finite):");
            text.indented(() -> {
                clip(text);
                text.statement("torch.add_(n0[0], 1)");
                for (int i = 0; i < groups.size(); i++) rectifiedStep(text, i);
            });
            text.statement("else:");
            text.statement("  pass");
            return;
        }
        clip(text);
        text.statement("torch.add_(n0[0], torch.to(finite, 6, False, False, None))");
        text.statement("skip = torch.to(torch.logical_not(finite), 6, False, False, None)");
        for (int i = 0; i < groups.size(); i++) fusedStep(text, i);
    }

    private void clip(ScriptText text) {
        if (adam.clip() == Double.POSITIVE_INFINITY) return;
        text.statement("f = torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), " + adam.clip() + ")");
        text.statement("torch._foreach_mul_(g, torch.clamp(f, None, 1.))");
    }

    /** What is written to must be an argument: writes into a list made in the program are dropped as dead code. */
    private void fusedStep(ScriptText text, int i) {
        text.statement(String.format(
                        Locale.ROOT,
                        "torch._fused_adam_(w%1$d, %2$s, m%1$d, s%1$d, annotate(List[Tensor], []), n%1$d, lr=rate%1$d",
                        i,
                        gradients(i))
                + ", " + adam.fusedArguments() + ", found_inf=skip)");
    }

    /** The rate comes with RAdam's factor in it; negative for a step along the mean gradient alone. */
    private void rectifiedStep(ScriptText text, int i) {
        List.of(
                        "torch._foreach_lerp_(m%1$d, %2$s, " + (1 - adam.beta1()) + ")",
                        "torch._foreach_mul_(s%1$d, " + adam.beta2() + ")",
                        "torch._foreach_addcmul_(s%1$d, %2$s, %2$s, value=" + (1 - adam.beta2()) + ")",
                        "if torch.gt(rate%1$d, 0.):",
                        "  d%1$d = torch._foreach_add(torch._foreach_sqrt(s%1$d), " + adam.eps() + ")",
                        "  torch._foreach_add_(w%1$d, torch._foreach_div(m%1$d, d%1$d), alpha=torch.neg(rate%1$d))",
                        "else:",
                        "  torch._foreach_add_(w%1$d, m%1$d, alpha=rate%1$d)")
                .forEach(line -> text.statement(String.format(Locale.ROOT, line, i, gradients(i))));
    }

    /** The gradients of a group. */
    private String gradients(int i) {
        if (groups.size() == 1) return "g";
        return groups.get(i).members().stream()
                .map(k -> "g[" + k + "]")
                .toList()
                .toString();
    }

    @Override
    public void close() {
        groups.forEach(
                g -> List.of(g.values(), g.first(), g.second(), g.steps()).forEach(IValue::close));
    }
}

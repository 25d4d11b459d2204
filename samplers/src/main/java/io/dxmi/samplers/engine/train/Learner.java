package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Primitives;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network with its optimiser and the running average of its weights: everything that training it changes.
 *
 * <p>{@link #compile} turns a {@link Loss} into an {@link Update}, which is one native call: forward, gradient of exactly
 * this network's parameters, finite check, clipping, Adam. Other networks in the loss are read, never differentiated.
 */
public final class Learner implements AutoCloseable {

    private final NDManager root;
    private final int micro;
    private final Part part;
    private final Weights weights;
    private final Weights average;
    private final AdamProgram adam;
    private final IValue leaves;
    private final List<Update> updates = new ArrayList<>();
    private final List<Accumulation> accumulations = new ArrayList<>();
    private final List<Recorded> recorded = new ArrayList<>();
    private final List<FittedSlopes> fitted = new ArrayList<>();

    public Learner(NDManager root, Weights weights, Adam adam) {
        this(root, weights, adam, 0);
    }

    /**
     * A learner whose updates are computed a few rows at a time.
     *
     * @param micro most rows of a native call: the gradients of the parts of a larger batch are added up; 0 for no bound
     */
    public Learner(NDManager root, Weights weights, Adam adam, int micro) {
        this(root, weights, adam, micro, Part.WHOLE);
    }

    /** The same of a worker that does a part of the training. */
    public Learner(NDManager root, Weights weights, Adam adam, int micro, Part part) {
        this.micro = micro;
        this.part = part;
        this.root = root;
        this.weights = weights;
        this.adam = new AdamProgram(root, weights, adam);
        this.average = weights.copy(root);
        this.leaves = Torch.list(weights.arrays().stream().map(Torch::leaf).toList());
    }

    public Weights weights() {
        return weights;
    }

    /** The exponential moving average of the weights; a copy of the first weights until {@link #average(double)} runs. */
    public Weights average() {
        return average;
    }

    public Adam adam() {
        return adam.adam();
    }

    /** Moves the average towards the weights: {@code average = decay average + (1 - decay) weights}. */
    public void average(double decay) {
        Primitives.lerp(average.list(), weights.list(), 1 - decay);
    }

    /** Starts the running average anew from the weights as they are, after something else has changed them. */
    public void restartAverage() {
        average.set(weights);
    }

    /** Compiles steps down {@code loss}; {@code others} are the further networks that the loss reads. */
    public Update compile(Loss loss, Weights... others) {
        if (!part.summing().isAlone())
            return kept(new MicroBatches(root, this, loss, micro == 0 ? Long.MAX_VALUE : micro, others));
        Update single = new SingleCall(root, loss, adam, part.share(), leaves, networks(others));
        return kept(micro == 0 ? single : new MicroBatches(root, this, loss, micro, others).orWhole(single));
    }

    private Update kept(Update update) {
        updates.add(update);
        return update;
    }

    /**
     * Compiles steps whose gradient comes in parts.
     *
     * @param through inputs of {@code loss} whose gradients are wanted too
     * @param others the further networks that {@code loss} reads
     */
    public Accumulation compileParts(Loss loss, List<String> through, Weights... others) {
        Accumulation accumulation = new Accumulation(root, loss, through, adam, part, leaves, networks(others));
        accumulations.add(accumulation);
        return accumulation;
    }

    /** Compiles a computation whose results keep their graph, so that a loss of theirs reaches this network's weights. */
    public Recorded compileRecorded(Computation computation, Weights... others) {
        Recorded program = new Recorded(root, computation, leaves, networks(others));
        recorded.add(program);
        return program;
    }

    /** Compiles steps down a squared error that also give slopes; {@code others} are the further networks that it reads. */
    public FittedSlopes compileFit(Regression regression, Weights... others) {
        FittedSlopes program = new FittedSlopes(root, regression, adam, part, leaves, networks(others));
        fitted.add(program);
        return program;
    }

    private List<Weights> networks(Weights... others) {
        List<Weights> networks = new ArrayList<>(List.of(weights));
        networks.addAll(List.of(others));
        return networks;
    }

    /** Everything training has changed, by name: weights, their average, the optimiser's moments and its count. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        parts().forEach((prefix, arrays) -> state.putAll(TrainingState.under(prefix, arrays.toHost())));
        state.put(steps(), Torch.host(adam.steps()));
        return state;
    }

    /** What training leaves as it is, by name: the network's own weights, where only {@link Adapters} are trained. */
    public Map<String, HostTensor> frozen() {
        return weights.frozen()
                .map(own -> TrainingState.under(StateKeys.frozen(weights.name()), own.toHost()))
                .orElse(Map.of());
    }

    /** Puts a {@link #state} back, and {@link #frozen} weights if it has some. @throws UserError if it does not fit this network */
    public void restore(Map<String, HostTensor> state, String origin) {
        Map<String, HostTensor> own = TrainingState.within(state, StateKeys.frozen(weights.name()));
        if (!own.isEmpty()) weights.frozen().ifPresent(frozen -> frozen.set(own, origin));
        parts().forEach((prefix, arrays) ->
                arrays.set(TrainingState.within(state, prefix), origin + " (" + prefix + ")"));
        adam.setSteps(TrainingState.entry(state, steps(), origin));
    }

    /** The arrays that training changes, by the start of their keys. */
    private Map<String, Weights> parts() {
        String network = weights.name();
        return new TreeMap<>(Map.of(
                StateKeys.weights(network),
                weights,
                StateKeys.average(network),
                average,
                StateKeys.firstMoment(network),
                adam.first(),
                StateKeys.secondMoment(network),
                adam.second()));
    }

    private String steps() {
        return StateKeys.steps(weights.name());
    }

    @Override
    public void close() {
        updates.forEach(Update::close);
        accumulations.forEach(Accumulation::close);
        recorded.forEach(Recorded::close);
        fitted.forEach(FittedSlopes::close);
        leaves.close();
        adam.close();
    }
}

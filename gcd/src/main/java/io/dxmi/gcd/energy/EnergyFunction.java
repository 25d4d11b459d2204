package io.dxmi.gcd.energy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.TorchScriptFile;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** An energy with its weights, for evaluating arrays. */
public final class EnergyFunction implements AutoCloseable {

    /** The name of the open number of rows in files. */
    private static final String ROWS = "batch";

    private final Compiled values;
    private final Compiled scores;

    public EnergyFunction(NDManager root, Energy energy, Weights weights) {
        values = new Compiled(root, values(energy, weights), weights);
        scores = new Compiled(root, scores(energy, weights), weights);
    }

    private static List<String> inputsOf(Energy energy) {
        return energy.classes() > 0 ? List.of("x", "label") : List.of("x");
    }

    private static Computation values(Energy energy, Weights weights) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return inputsOf(energy);
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Params<T> p = networks.of(weights.name());
                T x = in.get(0);
                return List.of(o.exactly(() -> in.size() > 1 ? energy.of(o, p, x, in.get(1)) : energy.of(o, p, x)));
            }
        };
    }

    private static Computation scores(Energy energy, Weights weights) {
        return new Computation() {
            @Override
            public List<String> inputs() {
                return inputsOf(energy);
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Params<T> p = networks.of(weights.name());
                T x = in.get(0);
                return List.of(
                        o.exactly(() -> in.size() > 1 ? energy.score(o, p, x, in.get(1)) : energy.score(o, p, x)));
            }
        };
    }

    /**
     * Writes {@code forward(x: Tensor) -> Tensor}, energies (B) of x (B, ...), as a TorchScript file that runs without this
     * toolkit; where classes are read, {@code label: Tensor}, int64 (B), follows.
     *
     * @throws io.dxmi.samplers.UserError if it cannot be written
     */
    public static void export(Path file, Energy energy, Weights weights) {
        TorchScriptFile.function(file, values(energy, weights), weights);
    }

    /**
     * The same as an ONNX graph: from {@code x} (B, shape) and, where classes are read, {@code label}, int64 (B), to {@code energy} (B).
     *
     * @param shape of one x
     */
    public static OnnxGraph onnx(Energy energy, Weights weights, long[] shape) {
        OnnxGraph graph = new OnnxGraph(Energy.NETWORK);
        Object[] rows =
                Stream.concat(Stream.of(ROWS), LongStream.of(shape).boxed()).toArray();
        List<OnnxValue> inputs = new ArrayList<>(List.of(graph.input("x", "samples", Kind.FLOAT, rows)));
        if (energy.classes() > 0) inputs.add(graph.input("label", "classes", Kind.INT64, ROWS));
        Computation computation = values(energy, weights);
        OnnxValue energies = computation
                .of(new OnnxOps(graph), network -> graph.parameters(weights), inputs)
                .get(0);
        graph.output(energies, "energy", "nats up to a constant", ROWS);
        graph.note(
                "usage",
                "feed x of samples" + (energy.classes() > 0 ? " and int64 labels below " + energy.classes() : "")
                        + "; get energy, low where data are likely");
        return graph;
    }

    /**
     * Energies (B), belonging to {@code scope}.
     *
     * @param inputs x (B, ...) and, for an energy with classes, labels int64 (B)
     */
    public NDArray of(NDManager scope, NDArray... inputs) {
        return values.call(scope, inputs).get(0);
    }

    /**
     * Scores {@code -grad E} of x's shape, belonging to {@code scope}.
     *
     * @param inputs as those of {@link #of}
     */
    public NDArray score(NDManager scope, NDArray... inputs) {
        return scores.call(scope, inputs).get(0);
    }

    @Override
    public void close() {
        values.close();
        scores.close();
    }
}

package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.onnx.OnnxValue.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Samplers with their weights as ONNX graphs. All noise is an input; the number of rows is open. */
public final class OnnxSampler {

    /** The most steps that are written one after the other; of a longer chain, {@link #step} is exported. */
    public static final int MOST_STEPS = 100;

    /** First states (B, sample shape), with the sampler's own deviation. */
    public static final String FIRST = "x_0";

    /** Unit noise of all steps (T, B, noise shape). */
    public static final String NOISE = "noise";

    /** Classes, int64 (B). */
    public static final String LABEL = "label";

    private static final String ROWS = "batch";

    private final OnnxGraph graph;
    private final OnnxOps ops;
    private final Sampler sampler;
    private final Params<OnnxValue> parameters;
    private final long[] shape;

    private OnnxSampler(String name, Sampler sampler, Weights weights) {
        this.graph = new OnnxGraph(name);
        this.ops = new OnnxOps(graph);
        this.sampler = sampler;
        this.parameters = graph.parameters(weights);
        this.shape = sampler.sampleShape();
    }

    /**
     * All steps: from {@link #FIRST}, {@link #NOISE} where the sampler {@linkplain Sampler#readsNoise reads noise} and {@link #LABEL} where it
     * reads classes, to the output "samples" (B, sample shape).
     */
    public static OnnxGraph of(Sampler sampler, Weights weights) {
        return new OnnxSampler("sampler", sampler, weights).all();
    }

    /**
     * One step: from {@code x}, a state (B, ...), {@code t}, int64 (B), {@code noise} (B, noise shape) and {@code label}, to {@code next}.
     */
    public static OnnxGraph step(Sampler sampler, Weights weights) {
        return new OnnxSampler("step", sampler, weights).one();
    }

    /** A map of data: from {@code x} (B, sample shape) and unit noise {@code z} of the same shape, where it reads noise, to {@code y}. */
    public static OnnxGraph map(MapSampler map, Weights weights) {
        return new OnnxSampler("map", map, weights).moved();
    }

    private OnnxGraph all() {
        int steps = sampler.steps();
        OnnxValue start = graph.input(FIRST, "first states, deviation " + sampler.priorStd(), Kind.FLOAT, rows(shape));
        OnnxValue noise = graph.input(NOISE, "unit noise of each step", Kind.FLOAT, noises(steps));
        OnnxValue label = label(start);
        List<OnnxValue> parts = new ArrayList<>(List.of(start));
        parts.addAll(Collections.nCopies(sampler.memory(), ops.sub(start, start)));
        OnnxValue x = parts.size() == 1 ? start : ops.concat(parts, 1);
        for (int t = 0; t < steps; t++) {
            OnnxValue own = graph.node(
                    "Gather", Kind.FLOAT, noise.rank() - 1, Map.of("axis", 0L), noise, graph.scalar(t, Kind.INT64));
            x = sampler.step(ops, parameters, x, ops.fullIndex(x, t), own, label)
                    .next();
        }
        if (sampler.memory() > 0) x = ops.slice(x, 1, 0, shape[0]);
        graph.output(x, "samples", "samples", rows(shape));
        note("feed " + FIRST + " of normal noise times " + sampler.priorStd()
                + (sampler.readsNoise() ? " and " + NOISE + " of unit normal noise, (steps, batch, ...)" : "")
                + (sampler.classes() > 0 ? " and int64 labels below " + sampler.classes() : "") + "; get samples");
        return graph;
    }

    private OnnxGraph one() {
        long[] state = shape.clone();
        state[0] *= 1 + sampler.memory();
        OnnxValue x = graph.input("x", "states", Kind.FLOAT, rows(state));
        OnnxValue t = graph.input("t", "steps from 0, the noisiest", Kind.INT64, ROWS);
        OnnxValue noise = graph.input(NOISE, "unit noise", Kind.FLOAT, rows(sampler.noiseShape()));
        OnnxValue next = sampler.step(ops, parameters, x, t, noise, label(x)).next();
        graph.output(next, "next", "states of the next step", rows(state));
        note("call it for t = 0 to " + (sampler.steps() - 1) + " with x first normal noise times " + sampler.priorStd()
                + (sampler.memory() > 0 ? ", zeros behind it along axis 1" : "")
                + ", and then the last result; the last result"
                + (sampler.memory() > 0 ? ", its first " + sampler.sampleShape()[0] + " along axis 1," : "")
                + " is the samples");
        return graph;
    }

    private OnnxGraph moved() {
        OnnxValue x = graph.input("x", "data", Kind.FLOAT, rows(shape));
        OnnxValue z = graph.input("z", "unit noise", Kind.FLOAT, rows(shape));
        OnnxValue zero = ops.fullIndex(x, 0);
        OnnxValue next = sampler.step(ops, parameters, x, zero, z, zero).next();
        graph.output(next, "y", "what x becomes", rows(shape));
        note("feed x of data" + (sampler.readsNoise() ? " and z of unit normal noise of its shape" : "") + "; get y");
        return graph;
    }

    private OnnxValue label(OnnxValue x) {
        return sampler.classes() > 0 ? graph.input(LABEL, "classes", Kind.INT64, ROWS) : ops.fullIndex(x, 0);
    }

    private void note(String usage) {
        graph.note("usage", usage);
        graph.note("steps", String.valueOf(sampler.steps()));
        graph.note("sample_shape", text(shape));
        graph.note("noise_shape", text(sampler.noiseShape()));
        graph.note("prior_std", String.valueOf(sampler.priorStd()));
        graph.note("classes", String.valueOf(sampler.classes()));
    }

    private static String text(long[] shape) {
        return LongStream.of(shape).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    }

    private static Object[] rows(long[] shape) {
        Object[] axes = new Object[shape.length + 1];
        axes[0] = ROWS;
        for (int i = 0; i < shape.length; i++) axes[i + 1] = shape[i];
        return axes;
    }

    private Object[] noises(int steps) {
        List<Object> axes = new ArrayList<>(Arrays.asList(rows(sampler.noiseShape())));
        axes.add(0, (long) steps);
        return axes.toArray();
    }
}

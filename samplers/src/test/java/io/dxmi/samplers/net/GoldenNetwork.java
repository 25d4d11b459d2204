package io.dxmi.samplers.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.EagerOps;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.TrainingState;
import io.dxmi.samplers.golden.GoldenCase;
import io.dxmi.samplers.golden.Tolerance;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.onnx.OnnxOps;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.onnx.OnnxValue;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a network with a recorded one: output, gradients of inputs and weights, under both interpreters that run; the output also in ONNX
 * Runtime.
 */
final class GoldenNetwork {

    /** Allowed errors, relative to the largest magnitude of each array. */
    record Bounds(double out, double input, double weight) {
        static final Bounds USUAL = new Bounds(1e-5, 2e-5, 1e-4);
    }

    /** A network as a function of the recorded arrays. */
    interface Subject {
        List<Parameter> parameters();

        /** Names of the recorded inputs; those in {@code differentiated} have a recorded gradient. */
        List<String> inputs();

        <T> T of(Ops<T> o, Params<T> p, List<T> in);
    }

    private static final String NAME = "net";

    private final GoldenCase golden;
    private final Subject subject;
    private final List<String> differentiated;
    private final Bounds bounds;

    GoldenNetwork(GoldenCase golden, Subject subject, List<String> differentiated, Bounds bounds) {
        this.golden = golden;
        this.subject = subject;
        this.differentiated = differentiated;
        this.bounds = bounds;
    }

    void check() {
        checkNames();
        try (NDManager root = Torch.open()) {
            Weights weights = weights(root, NAME, golden, "w/", subject.parameters());
            eager(root, weights);
            compiled(root, weights);
            trained(root, weights);
            exported(weights);
        }
    }

    private void exported(Weights weights) {
        OnnxGraph graph = new OnnxGraph(NAME);
        List<OnnxValue> in = new ArrayList<>();
        Map<String, HostTensor> fed = new LinkedHashMap<>();
        for (String name : subject.inputs()) {
            HostTensor value = golden.array(name);
            in.add(OnnxRun.input(graph, name, value));
            fed.put(name, value);
        }
        Object[] axes = Arrays.stream(golden.array("out").shape()).boxed().toArray();
        graph.output(subject.of(new OnnxOps(graph), graph.parameters(weights), in), "out", "", axes);
        Path file = null;
        try {
            file = Files.createTempFile("golden", ".onnx");
            graph.write(file, "test");
            try (OnnxRun run = new OnnxRun(file)) {
                fed.keySet().retainAll(run.inputs());
                HostTensor out = run.of(fed).get("out");
                Tolerance.relMax(bounds.out).check("onnx out", out.toFloats(), golden.array("out"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (file != null) file.toFile().delete();
        }
    }

    /** The weights that a case holds under a prefix. */
    static Weights weights(NDManager root, String name, GoldenCase golden, String prefix, List<Parameter> parameters) {
        Weights weights = Weights.initial(root, name, parameters, 0);
        Map<String, HostTensor> values = new LinkedHashMap<>();
        for (Parameter p : parameters) values.put(p.name(), golden.array(prefix + p.name()));
        weights.set(values, golden + ".npz");
        return weights;
    }

    private void checkNames() {
        Set<String> declared = new TreeSet<>();
        subject.parameters().forEach(p -> declared.add(p.name()));
        Set<String> recorded = new TreeSet<>();
        golden.json().get("param_order").forEach(p -> recorded.add(p.asText()));
        if (!declared.equals(recorded)) {
            throw new AssertionError(golden + ": declares " + declared + ", recorded are " + recorded);
        }
    }

    private List<NDArray> inputs(NDManager root) {
        List<NDArray> in = new ArrayList<>();
        for (String name : subject.inputs()) in.add(Torch.array(root, golden.array(name)));
        return in;
    }

    /** One backward pass fills the gradient of every variable. */
    private void eager(NDManager root, Weights weights) {
        EagerOps o = new EagerOps(root, 0);
        JniUtils.setGradMode(true);
        try {
            Map<String, NDArray> variables = new HashMap<>();
            weights.names().forEach(name -> variables.put(name, o.variable(weights.get(name))));
            List<NDArray> in = inputs(root);
            for (String name : differentiated) {
                int i = subject.inputs().indexOf(name);
                in.set(i, o.variable(in.get(i)));
            }
            NDArray out = subject.of(o, new Params<>(variables::get), in);
            NDArray scalar = o.sum(o.mul(out, Torch.array(root, golden.array("cot"))));
            NDArray first = in.get(subject.inputs().indexOf(differentiated.get(0)));
            o.gradient(scalar, first);
            checkOut("eager ", out);
            for (String name : differentiated) {
                checkInput(
                        "eager ", name, in.get(subject.inputs().indexOf(name)).getGradient());
            }
            Map<String, double[]> gradients = new HashMap<>();
            variables.forEach(
                    (name, v) -> gradients.put(name, Torch.host(v.getGradient()).toDoubles()));
            checkWeights("eager ", gradients);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private void compiled(NDManager root, Weights weights) {
        for (String name : differentiated) {
            int i = subject.inputs().indexOf(name);
            Computation computation = new Computation() {
                @Override
                public List<String> inputs() {
                    List<String> names = new ArrayList<>(subject.inputs());
                    names.add("cot");
                    return names;
                }

                @Override
                public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                    List<T> own = new ArrayList<>(in.subList(0, in.size() - 1));
                    own.set(i, o.variable(own.get(i)));
                    T out = subject.of(o, networks.of(NAME), own);
                    return List.of(out, o.gradient(o.sum(o.mul(out, in.get(in.size() - 1))), own.get(i)));
                }
            };
            List<NDArray> in = inputs(root);
            in.add(Torch.array(root, golden.array("cot")));
            try (Compiled run = new Compiled(root, computation, weights)) {
                List<NDArray> out = run.call(root, in.toArray(NDArray[]::new));
                checkOut("compiled ", out.get(0));
                checkInput("compiled ", name, out.get(1));
            }
        }
    }

    /** With beta1 = 0 Adam's first moment is the gradient. */
    private void trained(NDManager root, Weights weights) {
        Loss loss = new Loss() {
            @Override
            public List<String> inputs() {
                List<String> names = new ArrayList<>(subject.inputs());
                names.add("cot");
                return names;
            }

            @Override
            public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                T out = subject.of(o, networks.of(NAME), in.subList(0, in.size() - 1));
                return new Value<>(o.sum(o.mul(out, in.get(in.size() - 1))), Map.of());
            }
        };
        List<NDArray> in = inputs(root);
        in.add(Torch.array(root, golden.array("cot")));
        try (Learner learner = new Learner(root, weights, Adam.of(0).withBetas(0, 0.999))) {
            double scalar =
                    learner.compile(loss).apply(in.toArray(NDArray[]::new)).loss();
            Tolerance.scaled(bounds.weight)
                    .check("scalar", scalar, golden.array("scalar").toDoubles()[0]);
            Map<String, double[]> gradients = new HashMap<>();
            TrainingState.within(learner.state(), NAME + "/adam.m/")
                    .forEach((name, g) -> gradients.put(name, g.toDoubles()));
            checkWeights("compiled ", gradients);
        }
    }

    private void checkOut(String how, NDArray out) {
        Tolerance.relMax(bounds.out).check(how + "out", out.toFloatArray(), golden.array("out"));
    }

    private void checkInput(String how, String name, NDArray gradient) {
        Tolerance.relMax(bounds.input)
                .check(how + "grad_" + name, gradient.toFloatArray(), golden.array("grad_" + name));
    }

    private void checkWeights(String how, Map<String, double[]> gradients) {
        double largest = gradients.values().stream()
                .flatMapToDouble(java.util.Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        for (Parameter p : subject.parameters()) {
            double[] g = gradients.get(p.name());
            boolean zero = golden.json().path("analytically_zero_grads").has(p.name());
            int stride = golden.json().get("grad_stride").get(p.name()).asInt();
            double[] strided = new double[(g.length + stride - 1) / stride];
            for (int i = 0; i < strided.length; i++) strided[i] = g[i * stride];
            Tolerance tolerance = zero ? Tolerance.absolute(1e-5 * largest) : Tolerance.relMax(bounds.weight);
            tolerance.check(how + "g/" + p.name(), strided, golden.array("g/" + p.name()));
            if (zero) continue;
            double squares = 0;
            double size = 0;
            for (double v : g) {
                squares += v * v;
                size = Math.max(size, Math.abs(v));
            }
            double[] norm = golden.array("gnorm/" + p.name()).toDoubles();
            Tolerance.relative(bounds.weight).check(how + "gnorm/" + p.name(), Math.sqrt(squares), norm[0]);
        }
    }
}

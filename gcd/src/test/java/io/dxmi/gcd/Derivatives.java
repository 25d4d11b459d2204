package io.dxmi.gcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A loss of one network in float64: its value, its gradient, and whether the one is the derivative of the other. */
public final class Derivatives {

    /** The best step for central differences of rounding 1e-16: its cube root. */
    private static final double STEP = 1e-5;

    /** Error of the difference, of the order of the squared step times a third derivative, and of rounding over the step. */
    private static final double TOLERANCE = 2e-7;

    private final NDManager root;
    private final Loss loss;
    private final String network;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Compiled program;

    public Derivatives(NDManager root, Loss loss, String network, List<Parameter> parameters, long seed) {
        this.root = root;
        this.loss = loss;
        this.network = network;
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter p : parameters) {
            float[] first = p.init().draw(random, (int) p.size());
            double[] moved = new double[first.length];
            // away from first values such as 0, where a wrong gradient may be right by symmetry
            for (int i = 0; i < moved.length; i++) moved[i] = first[i] + 0.3 * random.nextGaussian();
            values.put(p.name(), moved);
            shapes.put(p.name(), p.shape());
        }
        program = new Compiled(root, computation());
    }

    private Computation computation() {
        List<String> names = List.copyOf(values.keySet());
        return new Computation() {
            @Override
            public List<String> inputs() {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) all.add("parameter" + i);
                all.addAll(loss.inputs());
                return all;
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                Map<String, T> leaves = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) leaves.put(names.get(i), o.variable(in.get(i)));
                T value = loss.of(o, name -> named(name, leaves), in.subList(names.size(), in.size()))
                        .loss();
                // some losses do not depend on some parameters, such as slopes on a bias; autograd would refuse those
                for (T leaf : leaves.values()) value = o.add(value, o.scale(o.sum(leaf), 0));
                List<T> out = new ArrayList<>(List.of(o.stopGradient(value)));
                for (T leaf : leaves.values()) out.add(o.stopGradient(o.differentiableGradient(value, leaf)));
                return out;
            }
        };
    }

    private <T> Params<T> named(String name, Map<String, T> leaves) {
        assertThat(name).isEqualTo(network);
        return new Params<>(leaves::get);
    }

    public Map<String, double[]> values() {
        return values;
    }

    private List<double[]> run(long seed, HostTensor... inputs) {
        try (NDManager scope = root.newSubManager()) {
            List<NDArray> all = new ArrayList<>();
            values.forEach((name, v) -> all.add(Torch.array(scope, HostTensor.of(v, shapes.get(name)))));
            for (HostTensor input : inputs) all.add(Torch.array(scope, input));
            return program.call(scope, seed, all.toArray(NDArray[]::new)).stream()
                    .map(NDArray::toDoubleArray)
                    .toList();
        }
    }

    /** The gradient by parameter. */
    public Map<String, double[]> gradient(long seed, HostTensor... inputs) {
        List<double[]> out = run(seed, inputs);
        Map<String, double[]> gradient = new LinkedHashMap<>();
        int i = 1;
        for (String name : values.keySet()) gradient.put(name, out.get(i++));
        return gradient;
    }

    /** Fails unless every component of the gradient is the central difference of the value. */
    public void check(HostTensor... inputs) {
        long seed = 7;
        Map<String, double[]> gradient = gradient(seed, inputs);
        double size = gradient.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        assertThat(size).isGreaterThan(1e-4);
        gradient.forEach((name, slopes) -> {
            double[] v = values.get(name);
            for (int k = 0; k < v.length; k++) {
                double here = v[k];
                v[k] = here + STEP;
                double up = run(seed, inputs).get(0)[0];
                v[k] = here - STEP;
                double down = run(seed, inputs).get(0)[0];
                v[k] = here;
                assertThat((up - down) / (2 * STEP))
                        .as("%s[%d]", name, k)
                        .isCloseTo(slopes[k], within(TOLERANCE * Math.max(1, size)));
            }
        });
    }
}

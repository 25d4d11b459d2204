package io.dxmi.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Update;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network with adapters begins as the frozen network, and after training is the network that its adapters are merged into. */
class SamplerAdaptersTest {

    private static final int ROWS = 2;

    private static final String SMALL = " sampler.network.width=32 sampler.network.multipliers=[1,2]"
            + " sampler.network.attention=[4] sampler.adapter.rank=3 sampler.network.kind=";

    /** What a sampler's step ends in, as a function of its inputs. */
    private record Step(Sampler sampler) implements Computation {
        @Override
        public List<String> inputs() {
            return List.of("x", "t", "eps", "label");
        }

        @Override
        public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            Transition<T> step =
                    sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2), in.get(3));
            return List.of(step.next());
        }
    }

    private record Squares(Step step) implements Loss {
        @Override
        public List<String> inputs() {
            return step.inputs();
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return new Value<>(o.mean(o.square(step.of(o, networks, in).get(0))), Map.of());
        }
    }

    private static Config config(String words) {
        List<String> all = new ArrayList<>(List.of(words.strip().split(" +")));
        return ConfigLoader.preset(all.remove(0), all);
    }

    private static Models models(Config config) {
        return Models.of(config, config.data().imageShaped() ? new long[] {1, 8, 8} : new long[] {2});
    }

    /** No zeros, so that every weight has a part in the result. */
    private static Map<String, HostTensor> randomValues(List<Parameter> parameters) {
        Map<String, HostTensor> values = new HashMap<>();
        SplittableRandom random = new SplittableRandom(5);
        for (Parameter p : parameters) {
            double sd = Math.sqrt((double) p.shape()[0] / p.size());
            float[] numbers = new float[Math.toIntExact(p.size())];
            for (int i = 0; i < numbers.length; i++) numbers[i] = (float) (sd * random.nextGaussian());
            values.put(p.name(), HostTensor.of(numbers, p.shape()));
        }
        return values;
    }

    private static NDArray[] inputs(NDManager root, Sampler sampler) {
        Draws draws = new SeededDraws(3).at(0);
        long[] shape = {ROWS, 1, 8, 8};
        long[] x = sampler.sampleShape().length == 1 ? new long[] {ROWS, 2} : shape;
        return new NDArray[] {
            draws.normal(root, "x", x),
            Torch.array(root, new long[] {1, 2}, ROWS),
            draws.normal(root, "eps", x),
            Torch.array(root, new long[] {0, 0}, ROWS)
        };
    }

    private static float[] result(NDManager root, Step step, Weights weights, NDArray... inputs) {
        try (Compiled compiled = new Compiled(root, step, weights)) {
            return compiled.call(root, inputs).get(0).toFloatArray();
        }
    }

    /** Relative, in Euclidean norm. */
    private static double distance(float[] a, float[] b) {
        double squares = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
            size += a[i] * a[i];
        }
        return Math.sqrt(squares / size);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8gaussians sampler.adapter.rank=3",
                "digits sampler.adapter.rank=3",
                "digits sampler.network.blocks=1" + SMALL + "ddpm-unet",
                "digits sampler.network.blocks=1 sampler.network.head=16" + SMALL + "adm-unet",
                "digits sampler.network.blocks=1" + SMALL + "song-unet",
                "digits sampler.network.blocks=1 sampler.network.family=adm" + SMALL + "song-unet",
                "digits sampler.adapter.rank=3 sampler.network.kind=ddp-unet sampler.network.width=32"
                        + " sampler.network.multipliers=[1,2]"
            })
    void beginsAsTheFrozenNetworkAndEndsAsTheMergedOne(String words) {
        Config config = config(words);
        Sampler sampler = models(config).trained();
        Adapters adapters = SamplerAdapters.of(config, sampler).orElseThrow();
        Step step = new Step(sampler);
        Map<String, HostTensor> values = randomValues(sampler.parameters());
        try (NDManager root = Torch.open()) {
            NDArray[] inputs = inputs(root, sampler);
            Weights plain = Weights.initial(root, Sampler.NETWORK, sampler.parameters(), 1);
            plain.set(values, "random");
            Weights adapted = adapters.initial(root, Sampler.NETWORK, 1);
            Weights frozen = adapted.frozen().orElseThrow();
            frozen.set(values, "random");
            Map<String, HostTensor> start = new LinkedHashMap<>(adapted.toHost());
            values.keySet().stream().filter(start::containsKey).forEach(name -> start.put(name, values.get(name)));
            adapted.set(start, "start");
            float[] before = result(root, step, plain, inputs);
            assertThat(result(root, step, adapted, inputs)).containsExactly(before);

            try (Learner learner = new Learner(root, adapted, Adam.of(1e-3));
                    Update update = learner.compile(new Squares(step))) {
                for (int i = 0; i < 3; i++) update.apply(inputs);
                learner.average(0.5);
                assertThat(learner.average().frozen()).containsSame(frozen);
            }
            frozen.toHost()
                    .forEach((name, tensor) -> assertThat(tensor.data())
                            .as(name)
                            .isEqualTo(values.get(name).data()));
            adapted.toHost()
                    .forEach((name, tensor) -> assertThat(tensor.data())
                            .as(name)
                            .isNotEqualTo(start.get(name).data()));

            float[] after = result(root, step, adapted, inputs);
            plain.set(Adapters.merged(frozen.toHost(), adapted.toHost()), "merged");
            float[] merged = result(root, step, plain, inputs);
            assertThat(distance(after, before)).isGreaterThan(1e-3);
            assertThat(distance(after, merged)).isLessThan(1e-6);
        }
        assertThat(sampler.parameters().stream()
                        .filter(p -> p.shape().length > 1 && adapters.rank(p.name()) == 0)
                        .map(Parameter::name))
                .as("tables, gains and learned tokens only")
                .allMatch(name -> name.matches("time\\d\\.weight|.*\\.(g|mem_kv)"));
    }
}

package io.dxmi.samplers.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.Prediction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * DDPM's simple loss (Ho et al., 2020, Eq. 14): {@code mean (f(sqrt(a) x + sqrt(1-a) eps, time) - target)^2}, the target
 * being what the network predicts. Of a flow at even levels it is the loss of flow matching (Lipman et al., 2023).
 *
 * <p>Inputs: data (B, ...), level int64 (B) into the tables, eps of the data's shape, label int64 (B).
 *
 * @param alphaBar signal power of each level
 * @param time what the network is told of each level
 * @param rank number of axes of a batch
 */
public record DenoisingLoss(StepNetwork network, double[] alphaBar, double[] time, Prediction prediction, int rank)
        implements PretrainingLoss {

    @Override
    public List<String> inputs() {
        return List.of("data", "level", "eps", "label");
    }

    /** Uniform over the levels. */
    @Override
    public NDArray levels(NDManager scope, Draws draws, long batch) {
        long[] drawn = new SplittableRandom(draws.seed("level"))
                .longs(batch, 0, alphaBar.length)
                .toArray();
        return Torch.array(scope, drawn, batch);
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T data = in.get(0);
        T level = in.get(1);
        T eps = in.get(2);
        double[] signal = new double[alphaBar.length];
        double[] noise = new double[alphaBar.length];
        for (int i = 0; i < alphaBar.length; i++) {
            double shown = prediction.input(alphaBar[i]);
            signal[i] = shown * Math.sqrt(alphaBar[i]);
            noise[i] = shown * Math.sqrt(1 - alphaBar[i]);
        }
        T x = o.add(
                o.mul(data, o.perSample(o.indexSelect(o.constant(signal), level), rank)),
                o.mul(eps, o.perSample(o.indexSelect(o.constant(noise), level), rank)));
        T guess = network.training()
                .of(o, networks.of(Sampler.NETWORK), x, o.indexSelect(o.constant(time), level), in.get(3), null);
        T target = target(o, data, level, eps);
        return new Value<>(o.mean(o.square(o.sub(guess, target))), Map.of());
    }

    private <T> T target(Ops<T> o, T data, T level, T eps) {
        return switch (prediction) {
            case NOISE -> eps;
            case DATA -> data;
            case FLOW -> o.sub(eps, data);
            case FLOW_TO_DATA -> o.sub(data, eps);
            case VELOCITY -> {
                double[] ofData = Arrays.stream(alphaBar)
                        .map(a -> prediction.target(a).ofData())
                        .toArray();
                double[] ofNoise = Arrays.stream(alphaBar)
                        .map(a -> prediction.target(a).ofNoise())
                        .toArray();
                yield o.add(
                        o.mul(data, o.perSample(o.indexSelect(o.constant(ofData), level), rank)),
                        o.mul(eps, o.perSample(o.indexSelect(o.constant(ofNoise), level), rank)));
            }
        };
    }
}

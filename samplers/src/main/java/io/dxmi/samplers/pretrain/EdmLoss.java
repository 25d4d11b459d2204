package io.dxmi.samplers.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Sampler;
import java.util.List;
import java.util.Map;

/**
 * EDM's weighted denoising loss (Karras et al. 2022, Eq. 8): {@code mean w(sigma) (D(data + sigma eps) - data)^2} with {@code
 * D = skip x + out F(in x, 250 log sigma)}, {@code w = 1 / out^2} and {@code log sigma} normal. The network's error then
 * weighs the same at every level.
 *
 * <p>Inputs: data (B, ...), level (B), unit normal, eps of the data's shape, label int64 (B).
 *
 * @param dataStd standard deviation of the data, about 0.5 for images in [-1, 1]
 * @param mean of log sigma; -1.2 as published
 * @param std of log sigma; 1.2 as published
 * @param rank number of axes of a batch
 */
public record EdmLoss(StepNetwork network, double dataStd, double mean, double std, int rank)
        implements PretrainingLoss {

    /** What the network is told is this times log sigma, as the preconditioning of samplers has it. */
    private static final double TIME_SCALE = 250;

    /** The published distribution of levels. */
    public static EdmLoss of(StepNetwork network, double dataStd, int rank) {
        return new EdmLoss(network, dataStd, -1.2, 1.2, rank);
    }

    @Override
    public List<String> inputs() {
        return List.of("data", "level", "eps", "label");
    }

    @Override
    public NDArray levels(NDManager scope, Draws draws, long batch) {
        return draws.normal(scope, "level", batch);
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T data = in.get(0);
        T logSigma = o.addScalar(o.scale(in.get(1), std), mean);
        T sigma = o.exp(logSigma);
        T x = o.add(data, o.mul(in.get(2), o.perSample(sigma, rank)));
        T logTotal = o.log(o.addScalar(o.square(sigma), dataStd * dataStd)); // of sigma^2 + dataStd^2
        T shown = o.mul(x, o.perSample(o.exp(o.scale(logTotal, -0.5)), rank));
        T guess = network.training()
                .of(o, networks.of(Sampler.NETWORK), shown, o.scale(logSigma, TIME_SCALE), in.get(3), null);
        // F's own target, by which the weighted error of D is the plain error of F: (data - skip x) / out
        T skip = o.scale(o.exp(o.scale(logTotal, -1)), dataStd * dataStd);
        T perOut = o.scale(o.exp(o.sub(o.scale(logTotal, 0.5), logSigma)), 1 / dataStd);
        T rest = o.sub(data, o.mul(x, o.perSample(skip, rank)));
        T target = o.mul(rest, o.perSample(perOut, rank));
        return new Value<>(o.mean(o.square(o.sub(guess, target))), Map.of());
    }
}

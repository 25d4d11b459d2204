package io.dxmi.samplers.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Draws;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.sample.Denoising;
import io.dxmi.samplers.sample.HeunSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.DenoiserLevels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Consistency distillation (Song et al., 2023, Alg. 2): the guess of the data at one level is drawn to the guess at the next
 * level, where a Heun step of a frozen teacher arrives, {@code mean w_t d(f(x_t, t), f(x_{t+1}, t+1))}. At the end, in clean data,
 * f is the state itself, so that f becomes the end of the teacher's path from any level.
 *
 * <p>As in Song and Dhariwal (2023), the target is the network itself without a gradient, and d is the pseudo-Huber distance of
 * their Eq. 8, here of root mean squares: {@code sqrt(mean (a - b)^2 + c^2) - c}. The guess is that of the network's own
 * prediction, {@code f = skip x + out F}; w = 1 / |out| weighs the network's error alike at every level. Of a network that
 * predicts the data (skip 0, out 1), w = 1 / sigma, as of one that predicts the noise of a variance-preserving diffusion: errors
 * add up from level to level, and with equal weights their sum exceeds the contrast of a picture.
 *
 * <p>Inputs: data (B, ...), level int64 (B) below T, eps of the data's shape, label int64 (B). Reads the networks {@link Sampler#NETWORK} and {@link #TEACHER}.
 *
 * @param shape of one sample
 * @param levels T levels, noise first, and clean data
 */
public record ConsistencyLoss(StepNetwork network, long[] shape, DenoiserLevels levels) implements PretrainingLoss {

    /** What the loss calls the teacher's weights, which have the sampler's names and shapes. */
    public static final String TEACHER = "teacher";

    /** c of the distance, for a root mean square (Song and Dhariwal, 2023, Sec. 3.3); units of the data. */
    private static final double HUBER = 0.00054;

    @Override
    public List<String> inputs() {
        return List.of("data", "level", "eps", "label");
    }

    /** Uniform over the levels. */
    @Override
    public NDArray levels(NDManager scope, Draws draws, long batch) {
        long[] drawn = new SplittableRandom(draws.seed("level"))
                .longs(batch, 0, levels.steps())
                .toArray();
        return Torch.array(scope, drawn, batch);
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        int rank = shape.length + 1;
        T t = in.get(1);
        T label = in.get(3);
        double[] sigma = Arrays.copyOf(levels.sigma(), levels.steps());
        Denoising student = new Denoising(network.training(), levels, rank);
        T y = o.add(in.get(0), o.mul(in.get(2), student.rows(o, sigma, t)));
        T target = o.withoutGradient(() -> target(o, networks, y, t, label));
        T guess = student.guess(o, networks.of(Sampler.NETWORK), y, t, label);
        T squared = o.meanPerSample(o.square(o.sub(guess, target)));
        T distance = o.addScalar(o.sqrt(o.addScalar(squared, HUBER * HUBER)), -HUBER);
        T weighted = o.mul(distance, o.indexSelect(o.constant(weights()), t));
        return new Value<>(o.mean(weighted), Map.of("distance", o.mean(distance)));
    }

    private double[] weights() {
        double[] weights = new double[levels.steps()];
        for (int t = 0; t < weights.length; t++) {
            boolean ofData = levels.skip()[t] == 0;
            weights[t] = 1 / Math.abs(ofData ? levels.sigma()[t] : levels.out()[t]);
        }
        return weights;
    }

    /** The guess of the data at the end of the teacher's step from y, (B, ...). */
    private <T> T target(Ops<T> o, Networks<T> networks, T y, T t, T label) {
        int steps = levels.steps();
        Denoising plain = new Denoising(network, levels, shape.length + 1);
        double[] unscale = new double[steps];
        double[] following = new double[steps];
        double[] noisy = new double[steps];
        double[] clean = new double[steps];
        for (int i = 0; i < steps; i++) {
            unscale[i] = 1 / levels.scale()[i + 1];
            following[i] = Math.min(i + 1, steps - 1);
            noisy[i] = i + 1 < steps ? 1 : 0;
            clean[i] = 1 - noisy[i];
        }
        HeunSampler teacher = new HeunSampler(network, shape, levels);
        T x = o.mul(y, plain.rows(o, levels.scale(), t));
        T stepped = teacher.step(o, networks.of(TEACHER), x, t, x, label).next();
        T next = o.mul(stepped, plain.rows(o, unscale, t));
        T later = o.toInt(o.indexSelect(o.constant(following), t));
        T guess = plain.guess(o, networks.of(Sampler.NETWORK), next, later, label);
        return o.add(o.mul(guess, plain.rows(o, noisy, t)), o.mul(next, plain.rows(o, clean, t)));
    }
}

package io.dxmi.samplers.sample;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.StepNetwork;
import io.dxmi.samplers.schedule.DenoiserLevels;

/**
 * A network as a denoiser of states that are divided by their signal's scale, {@code y = data + sigma eps}.
 *
 * @param rank number of axes of a batch
 */
public record Denoising(StepNetwork network, DenoiserLevels levels, int rank) {

    /** Stands in for a deviation of 0 where its logarithm is asked for. */
    private static final double LOG_NOTHING = Math.log(1e-12);

    public Denoising {
        if (network.latent() > 0) {
            throw new IllegalArgumentException("a network that reads random vectors has no single guess of the data");
        }
    }

    /** One number per row, shaped to multiply states: {@code table} (T) or longer, {@code t} int64 (B). */
    public <T> T rows(Ops<T> o, double[] table, T t) {
        return o.perSample(o.indexSelect(o.constant(table), t), rank);
    }

    /** The guess of the data (B, ...) from y (B, ...) at level t, int64 (B) in [0, T). */
    public <T> T guess(Ops<T> o, Params<T> p, T y, T t, T label) {
        T x = o.mul(y, rows(o, levels.scale(), t));
        T f = network.of(
                o, p, o.mul(x, rows(o, levels.in(), t)), o.indexSelect(o.constant(levels.time()), t), label, null);
        return o.add(o.mul(x, rows(o, levels.skip(), t)), o.mul(f, rows(o, levels.out(), t)));
    }

    /** A transition without noise. */
    <T> Transition<T> to(Ops<T> o, T state, T next, T t, T label) {
        T nothing = o.scale(o.toFloat(t), 0);
        return new Transition<>(state, next, nothing, o.addScalar(nothing, LOG_NOTHING), next, t, label);
    }
}

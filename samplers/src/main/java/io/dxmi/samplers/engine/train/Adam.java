package io.dxmi.samplers.engine.train;

import java.util.Map;

/**
 * Adam as PyTorch computes it (Kingma and Ba, 2015, with epsilon outside the root and after bias correction).
 *
 * @param rectified whether it is RAdam (Liu et al., 2020): while the gradient's variance is not yet known, steps are not
 *     divided by it
 * @param rate learning rate
 * @param ownRates parameters with a learning rate of their own, by name
 * @param clip the gradient's norm over all parameters together is scaled down to this; infinity for none
 */
public record Adam(
        double rate,
        Map<String, Double> ownRates,
        double beta1,
        double beta2,
        double eps,
        double clip,
        boolean rectified) {

    /** Adam itself. */
    public Adam(double rate, Map<String, Double> ownRates, double beta1, double beta2, double eps, double clip) {
        this(rate, ownRates, beta1, beta2, eps, clip, false);
    }

    public Adam {
        require(rate >= 0, "rate", rate);
        require(0 <= beta1 && beta1 < 1, "beta1", beta1);
        require(0 <= beta2 && beta2 < 1, "beta2", beta2);
        require(clip > 0, "clip", clip);
        ownRates = Map.copyOf(ownRates);
    }

    public static Adam of(double rate) {
        return new Adam(rate, Map.of(), 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY);
    }

    public Adam withBetas(double beta1, double beta2) {
        return new Adam(rate, ownRates, beta1, beta2, eps, clip, rectified);
    }

    public Adam withClip(double clip) {
        return new Adam(rate, ownRates, beta1, beta2, eps, clip, rectified);
    }

    public Adam withOwnRate(String parameter, double rate) {
        return new Adam(this.rate, Map.of(parameter, rate), beta1, beta2, eps, clip, rectified);
    }

    /** The same as RAdam. */
    public Adam asRectified() {
        return new Adam(rate, ownRates, beta1, beta2, eps, clip, true);
    }

    /** The settings of PyTorch's fused Adam, as arguments of TorchScript. */
    String fusedArguments() {
        return "beta1=" + beta1 + ", beta2=" + beta2 + ", weight_decay=0., eps=" + eps
                + ", amsgrad=False, maximize=False";
    }

    /**
     * RAdam's factor of the learning rate at the given step, from 1, bias corrections included; negative where the step is
     * not divided by the gradient's size.
     */
    double rectification(double step) {
        double decay = Math.pow(beta2, step);
        double most = 2 / (1 - beta2) - 1;
        double length = most - 2 * step * decay / (1 - decay);
        double plain = 1 / (1 - Math.pow(beta1, step));
        if (length <= 5) return -plain;
        double ratio = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length);
        return plain * Math.sqrt(ratio * (1 - decay));
    }

    private static void require(boolean holds, String what, double value) {
        if (!holds) throw new IllegalArgumentException("Adam: " + what + " is out of range: " + value);
    }
}

package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * What implementations of the DDPM U-Net do differently; no tensor tells it.
 *
 * @param normEps constant under the root of the group normalisations
 * @param head channels of an attention head; 0 for one head of all channels
 * @param cosinesFirst whether the cosines of the time come before its sines
 * @param frequencyShift the last frequency is {@code 10000^(-(n - 1) / (n - shift))} of n: 0 or 1
 * @param symmetricPadding whether the halving convolutions pad all four sides; else bottom and right only
 */
public record DdpmVariant(
        double normEps, int head, boolean cosinesFirst, int frequencyShift, boolean symmetricPadding) {

    /** Of the original network (Ho et al., 2020) and its PyTorch ports. */
    public static final DdpmVariant DDPM = new DdpmVariant(1e-6, 0, false, 1, false);

    /** Defaults of the diffusers library's {@code UNet2DModel}. */
    public static final DdpmVariant DIFFUSERS = new DdpmVariant(1e-5, 8, true, 0, true);

    public DdpmVariant {
        if (!(normEps > 0)) throw new IllegalArgumentException("norm_eps must be positive, got " + normEps);
        if (head < 0) throw new IllegalArgumentException("head must be at least 0, got " + head);
        if (frequencyShift < 0 || frequencyShift > 1) {
            throw new IllegalArgumentException("frequency_shift must be 0 or 1, got " + frequencyShift);
        }
    }

    /** Heads of attention over so many channels. @throws IllegalArgumentException if they are not whole */
    int heads(int channels) {
        if (head == 0) return 1;
        if (channels % head != 0) {
            throw new IllegalArgumentException(
                    "an attention head of " + head + " channels does not divide " + channels + " channels");
        }
        return channels / head;
    }

    /** Sines and cosines of the time (B), with {@code w_k = 10000^(-k / (dim/2 - shift))}: (B, dim). */
    <T> T features(Ops<T> o, int dim, T time) {
        double[] frequencies = new double[dim / 2];
        for (int k = 0; k < frequencies.length; k++)
            frequencies[k] = Math.pow(10000, -k / (dim / 2.0 - frequencyShift));
        T angles = o.mul(o.perSample(o.toFloat(time), 2), o.constant(frequencies));
        return cosinesFirst
                ? o.concat(List.of(o.cos(angles), o.sin(angles)), 1)
                : o.concat(List.of(o.sin(angles), o.cos(angles)), 1);
    }
}

package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Learned;
import io.dxmi.samplers.net.layer.Linear;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * The residual energy network of Du and Mordatch (2019), without normalisation, in the shape that DxMI's checkpoints hold:
 * x (B, channels, H, W) to (B, 1), for any H and W of at least 8.
 *
 * @param channels of the images
 * @param width channels of the first four convolutions; later ones have twice as many
 * @param norm what is done to the weights
 * @param scaled whether a learned scale and shift of the result follow ({@code out_scale})
 */
public record Igebm(int channels, int width, WeightNorm norm, boolean scaled) implements Network {

    static final double SLOPE = 0.2;

    /** The value network of the published experiments: 5.1 million parameters. */
    public static Igebm published() {
        return new Igebm(3, 128, WeightNorm.NONE, true);
    }

    @Override
    public List<Parameter> parameters() {
        return new Body(0).parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return new Body(0).of(o, p, x, null);
    }

    /** The layers of a network with classes, or of one without. */
    final class Body extends Block {

        private final NormedWeight stem = add(new NormedWeight("conv1", norm, width, channels, 3, 3));
        private final Learned stemBias = add(stem.bias());
        private final List<IgebmBlock> blocks = new ArrayList<>();
        private final NormedWeight linear;
        private final Learned linearBias;
        private final UnaryLayer scale;

        /** @param classes 0 for none */
        Body(int classes) {
            super("");
            int wide = 2 * width;
            int[] channels = {width, width, width, wide, wide, wide, wide}; // before each block and after the last
            for (int i = 0; i + 1 < channels.length; i++) {
                blocks.add(add(block("blocks." + i, channels[i], channels[i + 1], i % 2 == 0, classes)));
            }
            linear = add(new NormedWeight("linear", norm, 1, wide));
            linearBias = add(linear.bias());
            List<Parameter> one = List.of(
                    Parameter.constant("out_scale.weight", 1, 1, 1), Parameter.constant("out_scale.bias", 0, 1));
            scale = addIf(scaled, new Linear("out_scale", one));
        }

        private IgebmBlock block(String name, int in, int out, boolean down, int classes) {
            return classes == 0
                    ? new IgebmBlock.Plain(name, in, out, down, norm)
                    : new IgebmBlock.OfClass(name, in, out, down, norm, classes);
        }

        /** @param label int64 (B) for a network with classes; else not read */
        <T> T of(Ops<T> o, Params<T> p, T x, T label) {
            T h = o.conv2d(x, stem.of(o, p), stemBias.of(p), stem.shape(), 1, 1);
            h = o.leakyReluInPlace(o.channelsLast(h, width), SLOPE);
            for (IgebmBlock block : blocks) h = block.of(o, p, h, label);
            T features = o.sumPixels(o.leakyRelu(h, 0));
            return scale.of(o, p, o.exactly(() -> o.linear(features, linear.of(o, p), linearBias.of(p))));
        }
    }
}

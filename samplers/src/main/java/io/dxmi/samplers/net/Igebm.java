package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
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

    /** The residual blocks, in order. */
    private List<IgebmBlock> blocks() {
        int wide = 2 * width;
        return List.of(
                new IgebmBlock(width, width, true, norm),
                new IgebmBlock(width, width, false, norm),
                new IgebmBlock(width, wide, true, norm),
                new IgebmBlock(wide, wide, false, norm),
                new IgebmBlock(wide, wide, true, norm),
                new IgebmBlock(wide, wide, false, norm));
    }

    @Override
    public List<Parameter> parameters() {
        return parameters(0);
    }

    /** Parameters of the network for so many classes; 0 for one that knows no classes. */
    List<Parameter> parameters(int classes) {
        List<Parameter> list = new ArrayList<>(norm.conv("conv1", channels, width, 3));
        List<IgebmBlock> blocks = blocks();
        for (int i = 0; i < blocks.size(); i++) list.addAll(blocks.get(i).parameters("blocks." + i, classes));
        list.addAll(norm.linear("linear", 2L * width, 1));
        if (scaled) {
            list.add(Parameter.constant("out_scale.weight", 1, 1, 1));
            list.add(Parameter.constant("out_scale.bias", 0, 1));
        }
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        T h = stem(o, p, x);
        List<IgebmBlock> blocks = blocks();
        for (int i = 0; i < blocks.size(); i++) h = blocks.get(i).of(o, p.in("blocks." + i), h);
        return head(o, p, h);
    }

    /** The same with a class per row, int64 (B). */
    <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        T h = stem(o, p, x);
        List<IgebmBlock> blocks = blocks();
        for (int i = 0; i < blocks.size(); i++) h = blocks.get(i).of(o, p.in("blocks." + i), h, label);
        return head(o, p, h);
    }

    private <T> T stem(Ops<T> o, Params<T> p, T x) {
        long[] shape = {width, channels, 3, 3};
        T weight = norm.weight(o, p.in("conv1"), shape);
        T h = o.conv2d(x, weight, p.get("conv1.bias"), shape, 1, 1);
        return o.leakyReluOver(o.channelsLast(h, width), SLOPE);
    }

    private <T> T head(Ops<T> o, Params<T> p, T h) {
        T features = o.sumPixels(o.leakyRelu(h, 0));
        T out = o.linear(features, norm.weight(o, p.in("linear"), 1, 2L * width), p.get("linear.bias"));
        return scaled ? o.linear(out, p.get("out_scale.weight"), p.get("out_scale.bias")) : out;
    }
}

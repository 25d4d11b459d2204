package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * A small convolutional classifier of tiny images: three convolutions with one 2x2 pooling after each of the last two,
 * then a layer of features and one of classes. x (B, channels, size, size) to logits (B, classes).
 *
 * @param size side of the image, a multiple of 4
 * @param width channels of the convolutions
 * @param features width of the layer before the classes
 */
public record ConvClassifier(int channels, int size, int width, int features, int classes) implements Network {

    private static final double SLOPE = 0.1;

    public ConvClassifier {
        if (size < 4 || size % 4 != 0) throw new IllegalArgumentException("size must be a multiple of 4, got " + size);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        list.addAll(Parameter.conv("conv1", channels, width, 3));
        list.addAll(Parameter.conv("conv2", width, width, 3));
        list.addAll(Parameter.conv("conv3", width, width, 3));
        list.addAll(Parameter.linear("features", flat(), features));
        list.addAll(Parameter.linear("classes", features, classes));
        return list;
    }

    private long flat() {
        return (long) width * (size / 4) * (size / 4);
    }

    /** The layer before the classes: (B, features). */
    public <T> T features(Ops<T> o, Params<T> p, T x) {
        T h = conv(o, p.in("conv1"), x, channels);
        h = o.avgPool2(conv(o, p.in("conv2"), h, width));
        h = o.avgPool2(conv(o, p.in("conv3"), h, width));
        h = o.linear(o.reshape(h, -1, flat()), p.get("features.weight"), p.get("features.bias"));
        return o.leakyRelu(h, SLOPE);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return o.linear(features(o, p, x), p.get("classes.weight"), p.get("classes.bias"));
    }

    private <T> T conv(Ops<T> o, Params<T> p, T x, long in) {
        T y = o.conv2d(x, p.get("weight"), p.get("bias"), new long[] {width, in, 3, 3}, 1, 1);
        return o.leakyRelu(y, SLOPE);
    }
}

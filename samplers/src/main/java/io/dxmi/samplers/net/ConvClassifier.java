package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.Linear;
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

    private final class Layers extends Block {

        final Conv2d conv1 = add(new Conv2d("conv1", channels, width, 3));
        final Conv2d conv2 = add(new Conv2d("conv2", width, width, 3));
        final Conv2d conv3 = add(new Conv2d("conv3", width, width, 3));
        final Linear hidden = add(new Linear("features", flat(), features));
        final Linear logits = add(new Linear("classes", features, classes));

        Layers() {
            super("");
        }
    }

    private long flat() {
        return (long) width * (size / 4) * (size / 4);
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    /** The layer before the classes: (B, features). */
    public <T> T features(Ops<T> o, Params<T> p, T x) {
        Layers layers = new Layers();
        T h = o.leakyRelu(layers.conv1.of(o, p, x), SLOPE);
        h = o.avgPool2(o.leakyRelu(layers.conv2.of(o, p, h), SLOPE));
        h = o.avgPool2(o.leakyRelu(layers.conv3.of(o, p, h), SLOPE));
        return o.leakyRelu(layers.hidden.of(o, p, o.reshape(h, -1, flat())), SLOPE);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return new Layers().logits.of(o, p, features(o, p, x));
    }
}

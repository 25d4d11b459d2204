package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import java.util.ArrayList;
import java.util.List;

/**
 * EfficientNet-Lite (Tan and Le, 2019; the "lite" builder of TensorFlow's TPU models, 2020): ReLU6 and no squeeze-and-excitation. It sees
 * square colour images, usually of {@link #side}. Batch normalisation is part of the convolutions, which therefore have a bias.
 * Names are those of the PyTorch package {@code efficientnet-lite-pytorch}.
 */
public enum EfficientNetLite {
    LITE0("EfficientNet-Lite0", 1, 1, 224),
    LITE1("EfficientNet-Lite1", 1, 1.1, 240),
    LITE2("EfficientNet-Lite2", 1.1, 1.2, 260);

    /** Length of the pooled features. */
    public static final int POOLED = 1280;

    private static final int STEM = 32;

    /** Stages of blocks. */
    public static final int STAGES = 7;

    private final String label;
    private final double width;
    private final double depth;
    private final int side;

    EfficientNetLite(String label, double width, double depth, int side) {
        this.label = label;
        this.width = width;
        this.depth = depth;
        this.side = side;
    }

    /** Blocks of one size: Lite0's numbers. */
    private record Stage(int blocks, int kernel, int stride, int expansion, int channels) {}

    private static Stage stage(int number) {
        return switch (number) {
            case 1 -> new Stage(1, 3, 1, 1, 16);
            case 2 -> new Stage(2, 3, 2, 6, 24);
            case 3 -> new Stage(2, 5, 2, 6, 40);
            case 4 -> new Stage(3, 3, 2, 6, 80);
            case 5 -> new Stage(3, 5, 1, 6, 112);
            case 6 -> new Stage(4, 5, 2, 6, 192);
            case STAGES -> new Stage(1, 3, 1, 6, 320);
            default -> throw new IllegalArgumentException("stages are 1 to " + STAGES + ", got " + number);
        };
    }

    public String label() {
        return label;
    }

    /** Rows and columns of the images that it was trained on. */
    public int side() {
        return side;
    }

    /** Channels of a stage's output. */
    public int channels(int stage) {
        double wanted = width * stage(stage).channels();
        int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }

    private int blocks(int stage) {
        boolean fixed = stage == 1 || stage == STAGES;
        return fixed
                ? stage(stage).blocks()
                : (int) Math.ceil(depth * stage(stage).blocks());
    }

    private final class Layers extends Block {

        final SamePadding padding;
        final Conv2d stem;
        final List<List<InvertedResidual>> stages = new ArrayList<>();
        final Conv2d head;

        /** @param sides of the images */
        Layers(int sides) {
            super("");
            padding = SamePadding.of(sides, 3, 2);
            stem = add(new Conv2d("_conv_stem", 3, STEM, 3).strided(2, padding.within()));
            int channels = STEM;
            int size = SamePadding.outputs(sides, 2);
            int number = 0;
            for (int s = 1; s <= STAGES; s++) {
                Stage stage = stage(s);
                List<InvertedResidual> blocks = new ArrayList<>();
                for (int b = 0; b < blocks(s); b++) {
                    int stride = b == 0 ? stage.stride() : 1;
                    blocks.add(add(new InvertedResidual(
                            "_blocks." + number++,
                            channels,
                            channels(s),
                            stage.kernel(),
                            stride,
                            stage.expansion(),
                            size)));
                    channels = channels(s);
                    size = SamePadding.outputs(size, stride);
                }
                stages.add(blocks);
            }
            head = add(new Conv2d("_conv_head", channels, POOLED, 1));
        }
    }

    /** Weights and biases of the convolutions. */
    public List<Parameter> parameters() {
        return new Layers(side).parameters();
    }

    /**
     * Maps of features: x (B, 3, sides, sides) to (B, channels, h, w) of each stage up to {@code last}. Strides are 2, 4, 8,
     * 16, 16, 32 and 32.
     *
     * @param sides rows and columns of the images, at least 32
     */
    public <T> List<T> stages(Ops<T> o, Params<T> p, T x, int sides, int last) {
        return maps(new Layers(sides), o, p, x, last);
    }

    private <T> List<T> maps(Layers layers, Ops<T> o, Params<T> p, T x, int last) {
        List<T> outputs = new ArrayList<>();
        T h = relu6(o, layers.stem.of(o, p, layers.padding.around(o, x)));
        for (List<InvertedResidual> stage : layers.stages.subList(0, last)) {
            for (InvertedResidual block : stage) h = block.of(o, p, h);
            outputs.add(h);
        }
        return outputs;
    }

    /** Features of whole images, which the classifier sees: x (B, 3, side, side) to (B, {@link #POOLED}). */
    public <T> T pooled(Ops<T> o, Params<T> p, T x) {
        Layers layers = new Layers(side);
        T h = maps(layers, o, p, x, STAGES).get(STAGES - 1);
        return o.meanPixels(relu6(o, layers.head.of(o, p, h)));
    }

    static <T> T relu6(Ops<T> o, T x) {
        return o.clamp(x, 0, 6);
    }
}

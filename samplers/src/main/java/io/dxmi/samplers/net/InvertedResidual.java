package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.Conv2d;
import io.dxmi.samplers.net.layer.DepthwiseConv2d;
import io.dxmi.samplers.net.layer.UnaryLayer;

/**
 * The block of MobileNetV2 (Sandler et al., 2018): more channels by a 1x1 convolution, a convolution of each channel, and
 * fewer channels again; added to its input where both have one shape.
 */
final class InvertedResidual extends Block {

    private final SamePadding padding;
    private final boolean expands;
    private final boolean residual;
    private final UnaryLayer expand;
    private final DepthwiseConv2d depthwise;
    private final Conv2d project;

    /**
     * A block of a network.
     *
     * @param expansion factor of the channels within; 1 for no first convolution
     * @param side of the square images that come in
     */
    InvertedResidual(String name, int in, int out, int kernel, int stride, int expansion, int side) {
        super(name);
        int within = in * expansion;
        padding = SamePadding.of(side, kernel, stride);
        expands = expansion > 1;
        residual = stride == 1 && in == out;
        expand = addIf(expands, new Conv2d("_expand_conv", in, within, 1));
        depthwise = add(new DepthwiseConv2d("_depthwise_conv", within, kernel, stride, padding.within()));
        project = add(new Conv2d("_project_conv", within, out, 1));
    }

    /** (B, in, H, W) to (B, out, ceil(H / stride), ceil(W / stride)). */
    <T> T of(Ops<T> o, Params<T> params, T x) {
        Params<T> p = own(params);
        T h = expands ? EfficientNetLite.relu6(o, expand.of(o, p, x)) : x;
        h = EfficientNetLite.relu6(o, depthwise.of(o, p, padding.around(o, h)));
        h = project.of(o, p, h);
        return residual ? o.addInPlace(h, x) : h;
    }
}

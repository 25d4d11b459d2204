package io.dxmi.detect.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.data.Sample;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.samplers.engine.Torch;

/** Images as networks take them. */
final class PictureArray {

    private PictureArray() {}

    /** (1, channels, height, width), resized (bilinear) and normalised. @throws io.dxmi.samplers.UserError if it is no image */
    static NDArray of(NDManager scope, Sample image, TorchScriptOptions.Input input) {
        int channels = input.channels();
        float[] values = new Prepared(channels, 1).planes(image, input.height(), input.width());
        int plane = input.height() * input.width();
        for (int i = 0; i < values.length; i++) values[i] = input.scaled(values[i], i / plane);
        return Torch.array(scope, values, 1, channels, input.height(), input.width());
    }
}

package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.util.List;

/** Images of one size as networks take them. */
final class PictureArrays {

    private PictureArrays() {}

    /** (n, channels, height, width) in the range and type that the network takes. */
    static NDArray of(NDManager scope, List<Image> images, TorchScriptOptions.Input taken) {
        Image first = images.get(0);
        int pixels = first.height() * first.width();
        int size = first.pixels().length;
        long[] shape = {images.size(), first.channels(), first.height(), first.width()};
        boolean bytes = taken.range() == InputRange.UINT8;
        byte[] asBytes = new byte[bytes ? images.size() * size : 0];
        float[] asFloats = new float[bytes ? 0 : images.size() * size];
        int at = 0;
        for (Image image : images) {
            for (int c = 0; c < image.channels(); c++) {
                for (int i = 0; i < pixels; i++, at++) {
                    byte value = image.pixels()[i * image.channels() + c];
                    if (bytes) asBytes[at] = value;
                    else asFloats[at] = taken.scaled(value & 0xff, c);
                }
            }
        }
        return bytes
                ? Torch.array(scope, new HostTensor(DType.U8, shape, asBytes))
                : Torch.array(scope, asFloats, shape);
    }
}

package io.dxmi.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Prepared;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.samplers.engine.Torch;

/** Images as networks take them. */
final class PictureArray {

    private PictureArray() {}

    /**
     * (1, channels, height, width), resized (bilinear) and normalised.
     *
     * @param margin rows and columns at each side that mirror the image, among those that the network takes
     * @throws io.dxmi.samplers.UserError if it is no image
     */
    static NDArray of(NDManager scope, Sample image, TorchScriptOptions.Input input, int margin) {
        int channels = input.channels();
        int height = input.height();
        int width = input.width();
        int rows = height - 2 * margin;
        int columns = width - 2 * margin;
        float[] planes = new Prepared(channels, 1).planes(image, rows, columns);
        float[] values = new float[channels * height * width];
        for (int i = 0; i < values.length; i++) {
            int c = i / (height * width);
            int y = mirrored(i / width % height - margin, rows);
            int x = mirrored(i % width - margin, columns);
            values[i] = input.scaled(planes[(c * rows + y) * columns + x], c);
        }
        return Torch.array(scope, values, 1, channels, height, width);
    }

    /** The position within 0 .. count-1 that a mirror at each edge shows; the outermost pixel itself is not repeated. */
    private static int mirrored(int at, int count) {
        if (at < 0) return -at;
        return at < count ? at : 2 * (count - 1) - at;
    }
}

package io.dxmi.detect.backbone;

import ai.djl.ndarray.NDArray;
import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Resize;
import java.util.List;

/** Maps of different sizes as one. */
final class StackedMaps {

    private StackedMaps() {}

    /** Maps (1, C, h, w), resized (bilinear) and stacked to (sum of C, rows, columns). */
    static Sample of(Sample image, List<NDArray> maps, int rows, int columns) {
        int channels = 0;
        for (NDArray map : maps) channels += (int) map.getShape().get(1);
        float[] values = new float[channels * rows * columns];
        int at = 0;
        for (NDArray map : maps) {
            float[] level = resized(map, rows, columns);
            System.arraycopy(level, 0, values, at, level.length);
            at += level.length;
        }
        long[] shape = {channels, rows, columns};
        return new Sample(image.name(), image.category(), image.label(), values, shape, null);
    }

    private static float[] resized(NDArray map, int h, int w) {
        long[] shape = map.getShape().getShape();
        int rows = (int) shape[2];
        int columns = (int) shape[3];
        float[] values = Torch.floats(map);
        Resize resize = new Resize(h, w, Filter.BILINEAR);
        float[] out = new float[(int) shape[1] * h * w];
        for (int c = 0; c < shape[1]; c++) {
            float[] plane = new float[rows * columns];
            System.arraycopy(values, c * plane.length, plane, 0, plane.length);
            System.arraycopy(resize.of(plane, rows, columns), 0, out, c * h * w, h * w);
        }
        return out;
    }
}

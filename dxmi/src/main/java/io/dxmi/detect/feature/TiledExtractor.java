package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Images cut into tiles, whose places make one grid. Each tile is seen at the size at which the extractor takes a whole image, so
 * that small defects of large images show.
 */
public record TiledExtractor(Tiles tiles, Extractor tile) implements Extractor {

    /** The name of the array that holds the numbers of rows and columns of tiles. */
    public static final String TENSOR = "extractor.tiles";

    @Override
    public int dimensions() {
        return tile.dimensions();
    }

    @Override
    public int rows() {
        return tiles.rows() * tile.rows();
    }

    @Override
    public int columns() {
        return tiles.columns() * tile.columns();
    }

    @Override
    public float[] of(Sample sample) {
        int d = tile.dimensions();
        int width = tile.columns() * d;
        float[] out = new float[rows() * columns() * d];
        for (int r = 0; r < tiles.rows(); r++) {
            for (int c = 0; c < tiles.columns(); c++) {
                float[] places = tile.of(tiles.cut(sample, r, c));
                for (int i = 0; i < tile.rows(); i++) {
                    int to = ((r * tile.rows() + i) * tiles.columns() + c) * width;
                    System.arraycopy(places, i * width, out, to, width);
                }
            }
        }
        return out;
    }

    @Override
    public Map<String, HostTensor> tensors() {
        Map<String, HostTensor> tensors = new HashMap<>(tile.tensors());
        tensors.put(TENSOR, HostTensor.of(new long[] {tiles.rows(), tiles.columns()}, 2));
        return tensors;
    }

    @Override
    public void close() {
        tile.close();
    }
}

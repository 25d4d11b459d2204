package io.dxmi.judge;

import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of a run that draws images.
 *
 * @param data what it learned from
 * @param samples that the run measures; no more are shown
 * @param folder where they are written
 */
record RunPictures(Trained trained, DataSource data, int samples, Path folder) {

    private static final int SHOWN = 100;
    private static final int COLUMNS = 10;
    private static final int PATHS = 8;
    private static final int GRID = 64;
    private static final int GRID_COLUMNS = 8;

    /**
     * Writes samples, held-out pictures, samples beside their neighbours, and states of trajectories. Returns the files.
     *
     * @param features in which neighbours are near
     * @param training pictures among which neighbours are sought
     */
    List<Path> write(FeatureExtractor features, ImageSource training) {
        int drawn = Math.min(SHOWN, samples);
        int shown = (int) Math.min(drawn, data.heldOutSize());
        Path grid = folder.resolve("samples.png");
        image(trained.sample(0, 0, drawn, Progress.NONE), drawn).write(grid, COLUMNS);
        Path real = folder.resolve("real.png");
        image(data.heldOut(0, shown), shown).write(real, COLUMNS);
        Path near = folder.resolve("neighbours.png");
        NeighbourPicture.write(trained, features, training, near);
        return List.of(grid, real, near, steps());
    }

    /** Draws the first of some samples, flat (n, C, H, W), eight a row. */
    static void grid(float[] samples, long[] shape, Path file) {
        int size = Math.toIntExact(shape[0] * shape[1] * shape[2]);
        int shown = Math.min(GRID, samples.length / size);
        float[] first = Arrays.copyOf(samples, shown * size);
        new ImageGrid(first, shown, (int) shape[0], (int) shape[1], (int) shape[2]).write(file, GRID_COLUMNS);
    }

    private Path steps() {
        Path file = folder.resolve("steps.png");
        List<float[]> states = trained.paths(0, PATHS);
        int columns = states.size();
        int pixels = trained.dimensions();
        float[] rows = new float[PATHS * columns * pixels];
        for (int row = 0; row < PATHS; row++) {
            for (int t = 0; t < columns; t++) {
                System.arraycopy(states.get(t), row * pixels, rows, (row * columns + t) * pixels, pixels);
            }
        }
        image(rows, PATHS * columns)
                .write(
                        file,
                        IntStream.range(0, PATHS).mapToObj(i -> "").toList(),
                        IntStream.range(0, columns).mapToObj(t -> "t = " + t).toList());
        return file;
    }

    private ImageGrid image(float[] values, int n) {
        long[] shape = data.sampleShape();
        return new ImageGrid(values, n, (int) shape[0], (int) shape[1], (int) shape[2]);
    }
}

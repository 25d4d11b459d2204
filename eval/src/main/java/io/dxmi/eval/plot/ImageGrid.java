package io.dxmi.eval.plot;

import java.nio.file.Path;
import java.util.List;

/**
 * Small images side by side, row by row, each pixel a square block of the picture.
 *
 * @param values (N, C, H, W) in C order; -1 is black and 1 is full; what lies beyond is clipped
 * @param count N > 0
 * @param channels C: 1 (grey) or 3 (red, green, blue)
 * @param height H > 0
 * @param width W > 0
 */
public record ImageGrid(float[] values, int count, int channels, int height, int width) {

    /** About this many pixels for the longer side of an image. */
    private static final int SHOWN = 48;

    private static final int MARGIN = 4;
    private static final int FONT = 13;

    /** @throws IllegalArgumentException if the shape is not one of the above, does not fit the values, or one is NaN */
    public ImageGrid {
        String shape = "(" + count + ", " + channels + ", " + height + ", " + width + ")";
        if (count < 1 || height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("expected images (N, 1 or 3, H, W) with N, H, W > 0, got " + shape);
        }
        long expected = (long) count * channels * height * width;
        if (values.length != expected) {
            throw new IllegalArgumentException(
                    "images " + shape + " have " + expected + " values, got " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException("image " + i / (values.length / count) + " of " + count
                        + " holds NaN (value " + i % (values.length / count) + ")");
            }
        }
    }

    /** Pixels of the picture that {@link #write(Path, int)} makes of such images. */
    public static long pixels(int count, int height, int width, int columns) {
        long zoom = zoom(height, width);
        long rows = (count + columns - 1L) / columns;
        return (MARGIN + columns * (zoom * width + MARGIN)) * (MARGIN + rows * (zoom * height + MARGIN));
    }

    private static int zoom(int height, int width) {
        return Math.max(1, Math.round((float) SHOWN / Math.max(height, width)));
    }

    /**
     * Writes rows of {@code columns} images; the last row may be shorter.
     *
     * @throws IllegalArgumentException if {@code columns} is below 1
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public void write(Path file, int columns) {
        if (columns < 1) throw new IllegalArgumentException("expected 1 or more columns, got " + columns);
        write(file, Math.min(columns, count), List.of(), List.of());
    }

    /**
     * Writes one image per row and column, named at the left and on top: for the steps of a sampler, rows are samples
     * and columns t = 0..T.
     *
     * @throws IllegalArgumentException if the number of images is not rows times columns, or one of them is 0
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public void write(Path file, List<String> rows, List<String> columns) {
        if ((long) rows.size() * columns.size() != count) {
            throw new IllegalArgumentException("expected " + rows.size() + " rows x " + columns.size() + " columns = "
                    + (long) rows.size() * columns.size() + " images, got " + count);
        }
        write(file, columns.size(), rows, columns);
    }

    private void write(Path file, int columns, List<String> rowLabels, List<String> columnLabels) {
        int zoom = zoom(height, width);
        // A label that is wider than its image pushes the columns apart, up to a limit where it is shortened.
        int stepX = Math.max(zoom * width, Math.min(90, widest(columnLabels))) + MARGIN;
        int stepY = Math.max(zoom * height, rowLabels.isEmpty() ? 0 : FONT + 2) + MARGIN;
        int left = MARGIN + (rowLabels.isEmpty() ? 0 : widest(rowLabels) + 6);
        int top = MARGIN + (columnLabels.isEmpty() ? 0 : FONT + 6);
        int rows = (count + columns - 1) / columns;
        try (Canvas canvas = new Canvas(left + columns * stepX, top + rows * stepY)) {
            for (int n = 0; n < count; n++) {
                int x = left + n % columns * stepX + (stepX - MARGIN - zoom * width) / 2;
                draw(canvas, n, x, top + n / columns * stepY, zoom);
            }
            canvas.plain(FONT);
            for (int c = 0; c < columnLabels.size(); c++) {
                int middle = left + c * stepX + (stepX - MARGIN) / 2;
                canvas.centred(columnLabels.get(c), middle, top - 6, stepX);
            }
            for (int r = 0; r < rowLabels.size(); r++) {
                canvas.leftOf(rowLabels.get(r), left - 6, top + r * stepY + zoom * height / 2);
            }
            canvas.write(file);
        }
    }

    private static int widest(List<String> labels) {
        try (Canvas canvas = new Canvas(1, 1)) {
            canvas.plain(FONT);
            return labels.stream().mapToInt(canvas::textWidth).max().orElse(0);
        }
    }

    private void draw(Canvas canvas, int image, int left, int top, int zoom) {
        for (int y = 0; y < zoom * height; y++) {
            for (int x = 0; x < zoom * width; x++) {
                canvas.image().setRGB(left + x, top + y, rgb(image, y / zoom, x / zoom));
            }
        }
    }

    private int rgb(int image, int row, int column) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int plane = image * channels + Math.min(c, channels - 1);
            rgb = rgb << 8 | Pixels.of(values[(plane * height + row) * width + column]);
        }
        return rgb;
    }
}

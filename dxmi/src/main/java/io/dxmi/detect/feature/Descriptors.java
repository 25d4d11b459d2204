package io.dxmi.detect.feature;

import java.util.Arrays;

/**
 * What an image looks like around each place of a square grid: mean colour, contrast, and how much edge there is in each of
 * eight directions, dark-to-bright and bright-to-dark apart (as in histograms of oriented gradients, Dalal and Triggs, 2005,
 * but without hard bins or blocks), at several scales. Fixed, so that only what follows is learned.
 *
 * @param channels of the image
 * @param size side of the square image in pixels
 * @param grid places along a side
 * @param levels scales, each half as fine as the one before
 * @param sigma of the windows in pixels of their scale: coarser scales look at wider surroundings
 */
public record Descriptors(int channels, int size, int grid, int levels, double sigma) {

    private static final int DIRECTIONS = 8;

    /** Numbers for each place. */
    public int dimensions() {
        return levels * (channels + 1 + DIRECTIONS);
    }

    /** (grid * grid, dimensions) of planes (channels, size, size) in [0, 1]. */
    public float[] of(float[] planes) {
        int d = dimensions();
        float[] out = new float[grid * grid * d];
        float[][] level = new float[channels][];
        for (int c = 0; c < channels; c++) {
            level[c] = Arrays.copyOfRange(planes, c * size * size, (c + 1) * size * size);
        }
        int side = size;
        int at = 0;
        for (int l = 0; l < levels; l++) {
            GaussianGrid windows = GaussianGrid.of(side, grid, sigma);
            for (float[] plane : level) put(out, at++, d, windows.of(plane));
            float[] grey = grey(level);
            put(out, at++, d, contrast(windows, grey));
            for (float[] edges : edges(grey, side)) put(out, at++, d, windows.of(edges));
            if (l + 1 == levels) break;
            for (int c = 0; c < channels; c++) level[c] = halved(level[c], side);
            side /= 2;
        }
        return out;
    }

    private static void put(float[] out, int column, int dimensions, float[] values) {
        for (int i = 0; i < values.length; i++) out[i * dimensions + column] = values[i];
    }

    private static float[] grey(float[][] planes) {
        if (planes.length == 1) return planes[0];
        float[] out = new float[planes[0].length];
        for (float[] plane : planes) {
            for (int i = 0; i < out.length; i++) out[i] += plane[i] / planes.length;
        }
        return out;
    }

    /** Standard deviation within each window. */
    private static float[] contrast(GaussianGrid windows, float[] grey) {
        float[] squares = new float[grey.length];
        for (int i = 0; i < squares.length; i++) squares[i] = grey[i] * grey[i];
        float[] mean = windows.of(grey);
        float[] out = windows.of(squares);
        for (int i = 0; i < out.length; i++) out[i] = (float) Math.sqrt(Math.max(0, out[i] - mean[i] * mean[i]));
        return out;
    }

    /** Half-rectified derivatives in each direction. */
    private static float[][] edges(float[] grey, int side) {
        float[][] out = new float[DIRECTIONS][grey.length];
        double[] cos = new double[DIRECTIONS];
        double[] sin = new double[DIRECTIONS];
        for (int k = 0; k < DIRECTIONS; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / DIRECTIONS);
            sin[k] = Math.sin(2 * Math.PI * k / DIRECTIONS);
        }
        for (int y = 0; y < side; y++) {
            int above = Math.max(0, y - 1) * side;
            int below = Math.min(side - 1, y + 1) * side;
            for (int x = 0; x < side; x++) {
                double gx = grey[y * side + Math.min(side - 1, x + 1)] - grey[y * side + Math.max(0, x - 1)];
                double gy = grey[below + x] - grey[above + x];
                for (int k = 0; k < DIRECTIONS; k++) {
                    out[k][y * side + x] = (float) Math.max(0, gx * cos[k] + gy * sin[k]);
                }
            }
        }
        return out;
    }

    private static float[] halved(float[] plane, int side) {
        int half = side / 2;
        float[] out = new float[half * half];
        for (int y = 0; y < half; y++) {
            for (int x = 0; x < half; x++) {
                int i = 2 * y * side + 2 * x;
                out[y * half + x] = (plane[i] + plane[i + 1] + plane[i + side] + plane[i + side + 1]) / 4;
            }
        }
        return out;
    }
}

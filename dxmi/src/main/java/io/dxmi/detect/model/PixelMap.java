package io.dxmi.detect.model;

/**
 * From energies on a grid of places to a map of pixels: bilinear between the centres of the places, constant beyond the
 * outermost, then Gaussian smoothing.
 *
 * @param sigma standard deviation of the smoothing in cells of the grid; 0 for none
 */
public record PixelMap(int rows, int columns, double sigma) {

    /** Maps of more pixels are smoothed at a coarser size: a cell of theirs has this many pixels at least. */
    private static final int LARGE = 1 << 21;

    private static final int CELL = 8;

    /** (height, width). */
    public float[][] of(double[] places, int height, int width) {
        int coarser = Math.min(height / rows, width / columns) / CELL;
        if (sigma == 0 || (long) height * width <= LARGE || coarser < 2) return smooth(places, height, width);
        return stretched(smooth(places, height / coarser, width / coarser), height, width);
    }

    /** Bilinear between the centres of the pixels, continued beyond the outermost. */
    private static float[][] stretched(float[][] small, int height, int width) {
        float[][] map = new float[height][width];
        for (int y = 0; y < height; y++) {
            double gy = (y + 0.5) * small.length / height - 0.5;
            int y0 = (int) clamp(gy, small.length - 2);
            float[] upper = small[y0];
            float[] lower = small[y0 + 1];
            for (int x = 0; x < width; x++) {
                double gx = (x + 0.5) * upper.length / width - 0.5;
                int x0 = (int) clamp(gx, upper.length - 2);
                double above = mix(upper[x0], upper[x0 + 1], gx - x0);
                map[y][x] = (float) mix(above, mix(lower[x0], lower[x0 + 1], gx - x0), gy - y0);
            }
        }
        return map;
    }

    private float[][] smooth(double[] places, int height, int width) {
        float[][] map = new float[height][width];
        for (int y = 0; y < height; y++) {
            double gy = clamp((y + 0.5) * rows / height - 0.5, rows - 1);
            int y0 = (int) gy;
            int y1 = Math.min(y0 + 1, rows - 1);
            for (int x = 0; x < width; x++) {
                double gx = clamp((x + 0.5) * columns / width - 0.5, columns - 1);
                int x0 = (int) gx;
                int x1 = Math.min(x0 + 1, columns - 1);
                double upper = mix(places[y0 * columns + x0], places[y0 * columns + x1], gx - x0);
                double lower = mix(places[y1 * columns + x0], places[y1 * columns + x1], gx - x0);
                map[y][x] = (float) mix(upper, lower, gy - y0);
            }
        }
        if (sigma == 0) return map;
        return transposed(blurred(transposed(blurred(map, sigma * width / columns)), sigma * height / rows));
    }

    private static double clamp(double value, double most) {
        return Math.max(0, Math.min(most, value));
    }

    private static double mix(double a, double b, double share) {
        return a + share * (b - a);
    }

    /** Along each row; weights beyond the edge are left out and the others made to sum to 1. */
    private static float[][] blurred(float[][] map, double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        double[] weights = new double[reach + 1];
        for (int k = 0; k <= reach; k++) weights[k] = Math.exp(-0.5 * k * k / (sigma * sigma));
        float[][] out = new float[map.length][map[0].length];
        for (int y = 0; y < map.length; y++) {
            for (int x = 0; x < out[y].length; x++) {
                double sum = 0;
                double total = 0;
                for (int k = Math.max(0, x - reach); k <= Math.min(out[y].length - 1, x + reach); k++) {
                    double weight = weights[Math.abs(k - x)];
                    sum += weight * map[y][k];
                    total += weight;
                }
                out[y][x] = (float) (sum / total);
            }
        }
        return out;
    }

    private static float[][] transposed(float[][] map) {
        float[][] out = new float[map[0].length][map.length];
        for (int y = 0; y < map.length; y++) {
            for (int x = 0; x < out.length; x++) out[x][y] = map[y][x];
        }
        return out;
    }
}

package io.dxmi.eval.feature;

/**
 * One channel of a picture, or a map that was computed of it.
 *
 * @param values (height, width); shared, not copied
 */
record Plane(int height, int width, float[] values) {

    /** Binomial weights, which leave little above half of the highest frequency. */
    private static final float[] SMOOTH = {1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f};

    private static final int REACH = 2;

    /** The value at any place, of the plane that goes on as its mirror image. */
    float mirrored(int y, int x) {
        return values[mirror(y, height) * width + mirror(x, width)];
    }

    private static int mirror(int at, int size) {
        if (size == 1) return 0;
        int k = Math.floorMod(at, 2 * size - 2);
        return k < size ? k : 2 * size - 2 - k;
    }

    /** Half as large (rounded up), smoothed before. */
    Plane halved() {
        int h = (height + 1) / 2;
        int w = (width + 1) / 2;
        float[] rows = new float[height * w];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < w; x++) {
                float sum = 0;
                for (int k = -REACH; k <= REACH; k++) sum += SMOOTH[k + REACH] * mirrored(y, 2 * x + k);
                rows[y * w + x] = sum;
            }
        }
        Plane narrow = new Plane(height, w, rows);
        float[] out = new float[h * w];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                float sum = 0;
                for (int k = -REACH; k <= REACH; k++) sum += SMOOTH[k + REACH] * narrow.mirrored(2 * y + k, x);
                out[y * w + x] = sum;
            }
        }
        return new Plane(h, w, out);
    }

    double mean() {
        double sum = 0;
        for (float value : values) sum += value;
        return sum / values.length;
    }

    double meanSquare() {
        double sum = 0;
        for (float value : values) sum += (double) value * value;
        return sum / values.length;
    }

    /** Mean of each cell of a grid of n x n cells, rows first, into {@code out} from {@code at} on. */
    void cellMeans(int n, double[] out, int at) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                int count = 0;
                for (int y = i * height / n; y < Math.max((i + 1) * height / n, i * height / n + 1); y++) {
                    for (int x = j * width / n; x < Math.max((j + 1) * width / n, j * width / n + 1); x++) {
                        sum += values[y * width + x];
                        count++;
                    }
                }
                out[at + i * n + j] = sum / count;
            }
        }
    }
}

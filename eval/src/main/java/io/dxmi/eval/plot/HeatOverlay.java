package io.dxmi.eval.plot;

import java.awt.Color;
import java.nio.file.Path;

/**
 * An image, and beside it the same under a map of scores as colours: white around what lies above the threshold, vermillion
 * around the true defect.
 *
 * @param planes (C, H, W) in [0, 1], C 1 or 3
 * @param map scores (H, W)
 * @param low score of the darkest colour
 * @param high score of the brightest colour, above {@code low}
 * @param defect (H, W), or null if none is known
 */
public record HeatOverlay(
        float[] planes, int channels, float[][] map, double low, double high, double threshold, boolean[][] defect) {

    private static final int GAP = 6;
    private static final double SHARE = 0.5;
    private static final int SMALLEST = 160;

    /** Writes a PNG. @throws io.dxmi.samplers.UserError if the file cannot be written */
    public void write(Path file) {
        int h = map.length;
        int w = map[0].length;
        int zoom = Math.max(1, SMALLEST / Math.max(h, w));
        try (Canvas canvas = new Canvas(2 * w * zoom + GAP, h * zoom)) {
            for (int y = 0; y < h * zoom; y++) {
                for (int x = 0; x < w * zoom; x++) {
                    int rgb = rgb(y / zoom, x / zoom);
                    canvas.image().setRGB(x, y, rgb);
                    canvas.image().setRGB(w * zoom + GAP + x, y, heated(rgb, y / zoom, x / zoom));
                }
            }
            canvas.write(file);
        }
    }

    private int rgb(int y, int x) {
        int size = map.length * map[0].length;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            float value = planes[Math.min(c, channels - 1) * size + y * map[0].length + x];
            rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return rgb;
    }

    private int heated(int rgb, int y, int x) {
        if (isEdge(y, x, true)) return Color.WHITE.getRGB();
        if (defect != null && isEdge(y, x, false)) return Canvas.VERMILLION.getRGB();
        int heat = Viridis.rgb(Math.max(0, Math.min(1, (map[y][x] - low) / (high - low))));
        int out = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int mixed = (int) Math.round((1 - SHARE) * (rgb >> shift & 0xff) + SHARE * (heat >> shift & 0xff));
            out = out << 8 | mixed;
        }
        return out;
    }

    /** Inside, with a neighbour outside. */
    private boolean isEdge(int y, int x, boolean ofScores) {
        if (!inside(y, x, ofScores)) return false;
        return !inside(y - 1, x, ofScores)
                || !inside(y + 1, x, ofScores)
                || !inside(y, x - 1, ofScores)
                || !inside(y, x + 1, ofScores);
    }

    private boolean inside(int y, int x, boolean ofScores) {
        if (y < 0 || x < 0 || y >= map.length || x >= map[0].length) return false;
        return ofScores ? map[y][x] > threshold : defect[y][x];
    }
}

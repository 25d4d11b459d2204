package io.dxmi.eval.plot;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Repeated measurements of several contestants: a panel for each metric, a row for each contestant, a dot for each repeat. */
public final class Strips {

    private static final int COLUMNS = 2;
    private static final int WIDTH = 520;
    private static final int ROW = 26;
    private static final int LEFT = 170;
    private static final int RIGHT = 20;
    private static final int TOP = 32;
    private static final int BOTTOM = 28;
    private static final double DOT = 3.5;
    private static final int TITLE = 15;
    private static final int FONT = 12;

    private Strips() {}

    /**
     * Writes the picture. A vertical line is the mean; what is not finite is left out.
     *
     * @param contestants names, top row first
     * @param metrics by name, the repeats of each contestant in their order
     * @throws IllegalArgumentException if there is no contestant or metric, or a metric has another number of rows
     */
    public static void write(Path file, List<String> contestants, Map<String, List<double[]>> metrics) {
        if (contestants.isEmpty() || metrics.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected contestants and metrics, got " + contestants + " and " + metrics.keySet());
        }
        int height = TOP + BOTTOM + ROW * (contestants.size() + 1);
        int rows = (metrics.size() + COLUMNS - 1) / COLUMNS;
        try (Canvas canvas = new Canvas(Math.min(COLUMNS, metrics.size()) * WIDTH, rows * height)) {
            int panel = 0;
            for (Map.Entry<String, List<double[]>> metric : metrics.entrySet()) {
                if (metric.getValue().size() != contestants.size()) {
                    throw new IllegalArgumentException(metric.getKey() + " has "
                            + metric.getValue().size() + " rows for " + contestants.size() + " contestants");
                }
                int left = panel % COLUMNS * WIDTH + LEFT;
                int top = panel / COLUMNS * height + TOP;
                draw(canvas, left, top, height - TOP - BOTTOM, contestants, metric.getKey(), metric.getValue());
                panel++;
            }
            canvas.write(file);
        }
    }

    private static void draw(
            Canvas canvas, int left, int top, int height, List<String> names, String title, List<double[]> values) {
        double[] all = values.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double low = all.length == 0 ? 0 : all[0];
        double high = all.length == 0 ? 1 : all[all.length - 1];
        double space = high > low ? 0.06 * (high - low) : Math.max(1e-3, 0.1 * Math.abs(low));
        Axes axes = new Axes(
                left, top, WIDTH - LEFT - RIGHT, height, new Box(low - space, high + space, 0, names.size() + 1));
        axes.gridLines(canvas, 4, 2);
        Graphics2D inside = axes.inside(canvas);
        for (int row = 0; row < names.size(); row++) {
            double y = axes.y(names.size() - row);
            double[] finite =
                    Arrays.stream(values.get(row)).filter(Double::isFinite).toArray();
            inside.setColor(Canvas.BLUE);
            for (double value : finite) {
                inside.fill(new Ellipse2D.Double(axes.x(value) - DOT, y - DOT, 2 * DOT, 2 * DOT));
            }
            if (finite.length == 0) continue;
            double mean = axes.x(Arrays.stream(finite).average().orElseThrow());
            inside.setColor(Canvas.VERMILLION);
            inside.draw(new Line2D.Double(mean, y - ROW / 3.0, mean, y + ROW / 3.0));
        }
        inside.dispose();
        axes.frame(canvas, title, TITLE);
        axes.bottomTicks(canvas, 4, FONT);
        canvas.plain(FONT);
        for (int row = 0; row < names.size(); row++) {
            canvas.leftOf(names.get(row), left - 8, (int) Math.round(axes.y(names.size() - row)));
        }
    }
}

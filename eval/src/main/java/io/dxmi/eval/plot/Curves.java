package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** All scalars of a run in one picture: a small panel each, three in a row, over one axis of iterations. */
public final class Curves {

    private static final int COLUMNS = 3;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 250;

    /** Parts of a long line; about one per pixel of a panel. */
    private static final int BUCKETS = 350;

    private static final int LEFT = 72;
    private static final int RIGHT = 18;
    private static final int TOP = 32;
    private static final int BOTTOM = 28;
    private static final double DOT = 2.5;
    private static final int TITLE = 15;
    private static final int FONT = 12;

    private Curves() {}

    /**
     * Writes one panel of 420 x 250 pixels per scalar, in the map's order. NaN and infinite values are gaps; a scalar
     * that is there only every so many iterations is drawn as joined dots; a scalar without any value says so.
     *
     * @param iterations (n), n > 0, finite and ascending
     * @param series by name, (n) each
     * @throws IllegalArgumentException if there is no series or no iteration, the iterations do not ascend, or a length
     *     differs
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void write(Path file, double[] iterations, Map<String, double[]> series) {
        check(iterations, series);
        int rows = (series.size() + COLUMNS - 1) / COLUMNS;
        try (Canvas canvas = new Canvas(Math.min(COLUMNS, series.size()) * WIDTH, rows * HEIGHT)) {
            int panel = 0;
            for (Map.Entry<String, double[]> one : series.entrySet()) {
                int left = panel % COLUMNS * WIDTH;
                int top = panel / COLUMNS * HEIGHT;
                draw(canvas, left, top, iterations, one.getKey(), Line.of(iterations, one.getValue(), BUCKETS));
                panel++;
            }
            canvas.write(file);
        }
    }

    private static void check(double[] iterations, Map<String, double[]> series) {
        if (series.isEmpty()) throw new IllegalArgumentException("expected 1 or more series, got none");
        if (iterations.length == 0) throw new IllegalArgumentException("expected 1 or more iterations, got none");
        for (int i = 0; i < iterations.length; i++) {
            if (!Double.isFinite(iterations[i]) || (i > 0 && iterations[i] <= iterations[i - 1])) {
                throw new IllegalArgumentException("iterations[" + i + "] is " + iterations[i]
                        + (i > 0 ? " after " + iterations[i - 1] : "") + "; expected finite, ascending values");
            }
        }
        series.forEach((name, values) -> {
            if (values.length != iterations.length) {
                throw new IllegalArgumentException(
                        name + " has " + values.length + " values for " + iterations.length + " iterations");
            }
        });
    }

    private static void draw(Canvas canvas, int left, int top, double[] iterations, String name, Line line) {
        Axes axes =
                new Axes(left + LEFT, top + TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM, box(iterations, line));
        axes.gridLines(canvas, 5, 6);
        curve(canvas, axes, line);
        axes.frame(canvas, name, TITLE);
        axes.bottomTicks(canvas, 5, FONT);
        if (line.isEmpty()) {
            canvas.centred("no finite value", axes.left() + axes.width() / 2, top + HEIGHT / 2, axes.width());
        } else {
            axes.leftTicks(canvas, 6, FONT);
        }
    }

    private static void curve(Canvas canvas, Axes axes, Line line) {
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(Canvas.BLUE);
        inside.setStroke(new BasicStroke(1.3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < line.x().length; i++) {
            double x = axes.x(line.x()[i]);
            double y = axes.y(line.y()[i]);
            boolean present = !Double.isNaN(y);
            if (present && drawing) path.lineTo(x, y);
            // A point between two gaps becomes a dot of the line's width.
            if (present && !drawing) path.moveTo(x, y);
            if (present && !drawing) path.lineTo(x, y);
            if (present && line.dots()) inside.fill(new Ellipse2D.Double(x - DOT, y - DOT, 2 * DOT, 2 * DOT));
            drawing = present;
        }
        inside.draw(path);
        inside.dispose();
    }

    /** All panels share the iterations; a constant or a single point lies in the middle. */
    private static Box box(double[] iterations, Line line) {
        double[] x = margin(iterations[0], iterations[iterations.length - 1], 0.02);
        double[] finite =
                Arrays.stream(line.y()).filter(v -> !Double.isNaN(v)).sorted().toArray();
        double[] y = finite.length == 0 ? margin(0, 0, 0) : margin(finite[0], finite[finite.length - 1], 0.06);
        return new Box(x[0], x[1], y[0], y[1]);
    }

    private static double[] margin(double low, double high, double share) {
        double size = Math.max(Math.abs(low), Math.abs(high));
        double space = high - low > 1e-9 * size ? share * (high - low) : size == 0 ? 1 : 0.1 * size;
        return new double[] {low - space, high + space};
    }
}

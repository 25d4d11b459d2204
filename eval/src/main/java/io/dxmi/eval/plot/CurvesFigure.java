package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.nio.file.Path;

/** A transport between two sets of curves: the source, what some of its curves become, the results, the target. */
public final class CurvesFigure {

    /** Curves of a set beyond these are left out. */
    private static final int MOST = 80;

    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int LEFT = 52;
    private static final int TOP = 32;
    private static final int GAP = 20;
    private static final int BOTTOM = 30;
    private static final int RIGHT = 16;
    private static final int TITLE = 15;
    private static final int FONT = 12;
    private static final int FAINT = 90;

    private CurvesFigure() {}

    /**
     * Writes four panels of one scale, each curve over [0, 1].
     *
     * @param source (N, n), of which at most 80 are drawn, as of the other sets
     * @param starts curves of the source, (M, n), blue in the second panel
     * @param ends what they become, (M, K, n), red there
     * @param results (L, n)
     * @param target (P, n)
     * @param titles of the panels
     * @throws IllegalArgumentException if there are not four titles, or a set is empty
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void write(
            Path file,
            float[][] source,
            float[][] starts,
            float[][][] ends,
            float[][] results,
            float[][] target,
            String... titles) {
        if (titles.length != 4) throw new IllegalArgumentException("expected titles of 4 panels, got " + titles.length);
        Box box = box(source, results, target);
        int width = LEFT + 4 * WIDTH + 3 * GAP + RIGHT;
        try (Canvas canvas = new Canvas(width, TOP + HEIGHT + BOTTOM)) {
            Axes[] panels = new Axes[4];
            for (int k = 0; k < 4; k++) panels[k] = new Axes(LEFT + k * (WIDTH + GAP), TOP, WIDTH, HEIGHT, box);
            draw(canvas, panels[0], source, faint(Canvas.BLUE), 1);
            for (float[][] some : ends) draw(canvas, panels[1], some, faint(Canvas.VERMILLION), 1.2f);
            draw(canvas, panels[1], starts, Canvas.BLUE, 1.8f);
            draw(canvas, panels[2], results, faint(Canvas.VERMILLION), 1);
            draw(canvas, panels[3], target, faint(Canvas.INK), 1);
            for (int k = 0; k < 4; k++) {
                panels[k].frame(canvas, titles[k], TITLE);
                panels[k].bottomTicks(canvas, 5, FONT);
            }
            panels[0].leftTicks(canvas, 6, FONT);
            canvas.write(file);
        }
    }

    private static Box box(float[][]... sets) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float[][] set : sets) {
            if (set.length == 0) throw new IllegalArgumentException("expected 1 or more curves of each set, got none");
            for (int i = 0; i < Math.min(MOST, set.length); i++) {
                for (float value : set[i]) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        double space = high > low ? 0.06 * (high - low) : 1;
        return new Box(0, 1, low - space, high + space);
    }

    private static Color faint(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT);
    }

    private static void draw(Canvas canvas, Axes axes, float[][] curves, Color color, float thickness) {
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(color);
        inside.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < Math.min(MOST, curves.length); i++) {
            Path2D path = new Path2D.Double();
            int n = curves[i].length;
            path.moveTo(axes.x(0.5 / n), axes.y(curves[i][0]));
            for (int k = 1; k < n; k++) path.lineTo(axes.x((k + 0.5) / n), axes.y(curves[i][k]));
            inside.draw(path);
        }
        inside.dispose();
    }
}

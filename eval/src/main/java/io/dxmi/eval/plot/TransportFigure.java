package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.nio.file.Path;

/** A transport between two sets of points: the source, arrows to what some of its points become, the results, the target. */
public final class TransportFigure {

    private static final int SIDE = 300;
    private static final int LEFT = 48;
    private static final int TOP = 32;
    private static final int GAP = 20;
    private static final int BOTTOM = 30;
    private static final int RIGHT = 16;
    private static final int TITLE = 15;
    private static final int FONT = 12;

    /** Length of an arrow's head, pixels. */
    private static final double HEAD = 6;

    private static final Color FAINT = new Color(0xBBBBBB);

    private TransportFigure() {}

    /**
     * Writes four panels of one scale.
     *
     * @param source (N, 2)
     * @param starts points of the source that arrows begin at, (M, 2)
     * @param ends what they become, (M, K, 2), K arrows from each
     * @param results (L, 2)
     * @param target (P, 2)
     * @param titles of the panels
     * @throws IllegalArgumentException if there are not four titles, a cloud is empty, or a point is not two finite numbers
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
        Points.check("source", source);
        Points.check("results", results);
        Points.check("target", target);
        Points.check("starts", starts);
        for (float[][] some : ends) Points.check("ends", some);
        Box box = Box.around(source, results, target);
        int width = LEFT + 4 * SIDE + 3 * GAP + RIGHT;
        try (Canvas canvas = new Canvas(width, TOP + SIDE + BOTTOM)) {
            Axes[] panels = new Axes[4];
            for (int k = 0; k < 4; k++) panels[k] = new Axes(LEFT + k * (SIDE + GAP), TOP, SIDE, SIDE, box);
            Points.draw(canvas, panels[0], source, Canvas.BLUE);
            Points.draw(canvas, panels[1], target, FAINT);
            arrows(canvas, panels[1], starts, ends);
            Points.draw(canvas, panels[2], results, Canvas.VERMILLION);
            Points.draw(canvas, panels[3], target, Canvas.INK);
            for (int k = 0; k < 4; k++) {
                panels[k].frame(canvas, titles[k], TITLE);
                panels[k].bottomTicks(canvas, 6, FONT);
            }
            panels[0].leftTicks(canvas, 6, FONT);
            canvas.write(file);
        }
    }

    private static void arrows(Canvas canvas, Axes axes, float[][] starts, float[][][] ends) {
        Graphics2D inside = axes.inside(canvas);
        inside.setStroke(new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < starts.length; i++) {
            double x = axes.x(starts[i][0]);
            double y = axes.y(starts[i][1]);
            for (float[] end : ends[i]) arrow(inside, x, y, axes.x(end[0]), axes.y(end[1]));
            inside.setColor(Canvas.BLUE);
            inside.fill(new Ellipse2D.Double(x - 2.6, y - 2.6, 5.2, 5.2));
        }
        inside.dispose();
    }

    private static void arrow(Graphics2D inside, double x, double y, double toX, double toY) {
        inside.setColor(new Color(0xD5, 0x5E, 0x00, 190));
        Path2D line = new Path2D.Double();
        line.moveTo(x, y);
        line.lineTo(toX, toY);
        inside.draw(line);
        double length = Math.hypot(toX - x, toY - y);
        if (length < HEAD) return;
        double alongX = (toX - x) / length * HEAD;
        double alongY = (toY - y) / length * HEAD;
        Path2D head = new Path2D.Double();
        head.moveTo(toX, toY);
        head.lineTo(toX - alongX - alongY / 2.5, toY - alongY + alongX / 2.5);
        head.lineTo(toX - alongX + alongY / 2.5, toY - alongY - alongX / 2.5);
        head.closePath();
        inside.fill(head);
    }
}

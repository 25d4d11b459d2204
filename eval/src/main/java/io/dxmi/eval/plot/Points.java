package io.dxmi.eval.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;

/** Checks and draws clouds of points, (N, 2). */
final class Points {

    private Points() {}

    /** @throws IllegalArgumentException if there is no point, or one is not two finite numbers; it names the point */
    static void check(String name, float[][] points) {
        if (points.length == 0) throw new IllegalArgumentException(name + " has no points; expected (N, 2) with N > 0");
        for (int i = 0; i < points.length; i++) {
            float[] point = points[i];
            if (point.length != 2) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] has " + point.length + " coordinates; expected (N, 2)");
            }
            if (!Float.isFinite(point[0]) || !Float.isFinite(point[1])) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] is (" + point[0] + ", " + point[1] + "); expected finite numbers");
            }
        }
    }

    /** Dots that shrink and fade as they grow in number; a line in the corner counts those outside the box. */
    static void draw(Canvas canvas, Axes axes, float[][] points, Color colour) {
        Graphics2D inside = axes.inside(canvas);
        double crowd = Math.sqrt(points.length);
        double radius = Math.max(1.1, Math.min(3, 45 / crowd)) * Math.min(1, axes.height() / 300.0 + 0.25);
        int alpha = (int) (255 * Math.max(0.25, Math.min(0.8, 25 / crowd)));
        inside.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha));
        int outside = 0;
        for (float[] point : points) {
            if (!axes.box().contains(point[0], point[1])) outside++;
            double x = axes.x(point[0]);
            double y = axes.y(point[1]);
            inside.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }
        inside.dispose();
        if (outside > 0) axes.note(canvas, outside + " outside");
    }
}

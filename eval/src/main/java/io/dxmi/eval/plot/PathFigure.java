package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.nio.file.Path;

/** A sampler at work: one small panel of points per t = 0..T, and one of lines that follow some samples. */
public final class PathFigure {

    private static final int SIDE = 190;
    private static final int LEFT = 44;
    private static final int TOP = 26;
    private static final int GAP = 12;
    private static final int BOTTOM = 28;
    private static final int RIGHT = 16;
    private static final int PER_ROW = 6;
    private static final int LINES = 30;
    private static final int TITLE = 14;
    private static final int FONT = 12;

    private PathFigure() {}

    /**
     * Writes T + 2 panels, 6 per row, on one square box that holds all but the farthest points; each panel counts those
     * it does not show. The lines run from a blue dot (t = 0) to a vermillion one (t = T).
     *
     * @param states (T + 1, N, 2): x_0 (noise) to x_T (samples); row i of each is the same sample
     * @throws IllegalArgumentException if there are no states, their N differ, N is 0, or a point is not two finite
     *     numbers
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void write(Path file, float[][][] states) {
        check(states);
        Box box = Box.around(states);
        int count = states.length + 1;
        int columns = Math.min(PER_ROW, count);
        int rows = (count + PER_ROW - 1) / PER_ROW;
        int width = LEFT + columns * SIDE + (columns - 1) * GAP + RIGHT;
        try (Canvas canvas = new Canvas(width, rows * (TOP + SIDE) + BOTTOM)) {
            for (int k = 0; k < count; k++) {
                int column = k % PER_ROW;
                Axes axes = new Axes(LEFT + column * (SIDE + GAP), TOP + k / PER_ROW * (TOP + SIDE), SIDE, SIDE, box);
                boolean last = k == states.length;
                if (last) followed(canvas, axes, states);
                else Points.draw(canvas, axes, states[k], k == states.length - 1 ? Canvas.VERMILLION : Canvas.BLUE);
                axes.frame(canvas, last ? "paths of " + Math.min(LINES, states[0].length) : "t = " + k, TITLE);
                if (column == 0) axes.leftTicks(canvas, 5, FONT);
                if (k + PER_ROW >= count) axes.bottomTicks(canvas, 5, FONT);
            }
            canvas.write(file);
        }
    }

    private static void check(float[][][] states) {
        if (states.length == 0) throw new IllegalArgumentException("states has no steps; expected (T + 1, N, 2)");
        for (int t = 0; t < states.length; t++) {
            Points.check("x_" + t, states[t]);
            if (states[t].length != states[0].length) {
                throw new IllegalArgumentException(
                        "x_" + t + " has " + states[t].length + " points and x_0 has " + states[0].length);
            }
        }
    }

    private static void followed(Canvas canvas, Axes axes, float[][][] states) {
        int samples = states[0].length;
        int lines = Math.min(LINES, samples);
        Graphics2D inside = axes.inside(canvas);
        inside.setStroke(new BasicStroke(0.9f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int k = 0; k < lines; k++) {
            // Spread over the batch, whose order may mean something.
            int i = (int) ((long) k * samples / lines);
            Path2D line = new Path2D.Double();
            line.moveTo(axes.x(states[0][i][0]), axes.y(states[0][i][1]));
            for (float[][] state : states) line.lineTo(axes.x(state[i][0]), axes.y(state[i][1]));
            inside.setColor(new Color(0x26, 0x26, 0x26, 130));
            inside.draw(line);
            dot(inside, axes, states[0][i], Canvas.BLUE);
            dot(inside, axes, states[states.length - 1][i], Canvas.VERMILLION);
        }
        inside.dispose();
    }

    private static void dot(Graphics2D inside, Axes axes, float[] point, Color colour) {
        inside.setColor(colour);
        inside.fill(new Ellipse2D.Double(axes.x(point[0]) - 2.2, axes.y(point[1]) - 2.2, 4.4, 4.4));
    }
}

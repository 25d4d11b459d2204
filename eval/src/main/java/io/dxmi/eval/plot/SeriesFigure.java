package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A time series: a panel for each channel, and the score with its threshold below. Alarms are red stripes; stretches that are
 * known to be odd have a blue bar at the foot of the score.
 *
 * @param channels the panels, top first, at most {@link #MOST_CHANNELS} are drawn
 * @param score (rows), NaN where there is none
 * @param alarms first and last row of each
 * @param known first and last row of each stretch that is known to be odd
 * @param breaks rows at which another series begins
 */
public record SeriesFigure(
        List<Channel> channels,
        double[] score,
        double threshold,
        List<int[]> alarms,
        List<int[]> known,
        List<Integer> breaks) {

    /** Channels beyond these are left out. */
    public static final int MOST_CHANNELS = 6;

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 110;
    private static final int SCORE_HEIGHT = 150;
    private static final int LEFT = 80;
    private static final int RIGHT = 16;
    private static final int TOP = 24;
    private static final int GAP = 26;
    private static final int BOTTOM = 40;
    private static final int TITLE = 13;
    private static final int FONT = 11;
    private static final int BAR = 5;

    /**
     * Values of one channel.
     *
     * @param values (rows), NaN where missing
     */
    public record Channel(String name, double[] values) {}

    /** Writes a PNG. @throws io.dxmi.samplers.UserError if the file cannot be written */
    public void write(Path file) {
        int drawn = Math.min(MOST_CHANNELS, channels.size());
        int height = TOP + drawn * (HEIGHT + GAP) + SCORE_HEIGHT + BOTTOM;
        try (Canvas canvas = new Canvas(LEFT + WIDTH + RIGHT, height)) {
            for (int c = 0; c < drawn; c++) {
                Channel channel = channels.get(c);
                String more = c == drawn - 1 && channels.size() > drawn
                        ? " (" + (channels.size() - drawn) + " more channels are not shown)"
                        : "";
                Axes axes = panel(channel.values(), TOP + c * (HEIGHT + GAP), HEIGHT, Double.NaN);
                draw(canvas, axes, channel.values(), channel.name() + more);
            }
            Axes axes = panel(score, TOP + drawn * (HEIGHT + GAP), SCORE_HEIGHT, threshold);
            draw(
                    canvas,
                    axes,
                    score,
                    "score, threshold, alarms red" + (known.isEmpty() ? "" : ", known anomalies blue"));
            marks(canvas, axes);
            axes.bottomTicks(canvas, 10, FONT);
            canvas.centred("row", LEFT + WIDTH / 2, height - 6, WIDTH);
            canvas.write(file);
        }
    }

    private Axes panel(double[] values, int top, int height, double besides) {
        double low = besides;
        double high = besides;
        for (double v : values) {
            if (!Double.isFinite(v)) continue;
            low = Double.isNaN(low) ? v : Math.min(low, v);
            high = Double.isNaN(high) ? v : Math.max(high, v);
        }
        if (Double.isNaN(low)) low = high = 0;
        double space = high > low ? 0.05 * (high - low) : Math.max(1e-3, 0.1 * Math.abs(low));
        return new Axes(LEFT, top, WIDTH, height, new Box(0, Math.max(1, values.length), low - space, high + space));
    }

    private void draw(Canvas canvas, Axes axes, double[] values, String title) {
        axes.gridLines(canvas, 10, 4);
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(
                new Color(Canvas.VERMILLION.getRed(), Canvas.VERMILLION.getGreen(), Canvas.VERMILLION.getBlue(), 70));
        for (int[] alarm : alarms) {
            double from = axes.x(alarm[0]);
            double width = Math.max(2, axes.x(alarm[1] + 1) - from);
            inside.fill(new Rectangle2D.Double(from, axes.top(), width, axes.height()));
        }
        inside.setColor(Color.GRAY);
        for (int at : breaks) {
            inside.draw(new Line2D.Double(axes.x(at), axes.top(), axes.x(at), axes.top() + axes.height()));
        }
        inside.setColor(Canvas.BLUE);
        inside.setStroke(new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        if (values.length <= 2 * WIDTH) line(inside, axes, values);
        else columns(inside, axes, values);
        inside.dispose();
        axes.frame(canvas, title, TITLE);
        axes.leftTicks(canvas, 4, FONT);
    }

    private void line(Graphics2D inside, Axes axes, double[] values) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < values.length; i++) {
            boolean present = Double.isFinite(values[i]);
            if (present && drawing && !breaks.contains(i)) path.lineTo(axes.x(i + 0.5), axes.y(values[i]));
            else if (present) path.moveTo(axes.x(i + 0.5), axes.y(values[i]));
            drawing = present;
        }
        inside.draw(path);
    }

    /** From the least to the greatest value of each pixel's rows. */
    private static void columns(Graphics2D inside, Axes axes, double[] values) {
        for (int x = 0; x < WIDTH; x++) {
            int from = (int) ((long) values.length * x / WIDTH);
            int to = (int) Math.min(values.length, (long) values.length * (x + 1) / WIDTH + 1);
            double[] finite =
                    Arrays.stream(values, from, to).filter(Double::isFinite).toArray();
            if (finite.length == 0) continue;
            double low = axes.y(Arrays.stream(finite).min().orElseThrow());
            double high = axes.y(Arrays.stream(finite).max().orElseThrow());
            inside.draw(new Line2D.Double(LEFT + x + 0.5, low, LEFT + x + 0.5, high));
        }
    }

    private void marks(Canvas canvas, Axes axes) {
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(Canvas.INK);
        inside.setStroke(
                new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 4}, 0));
        double level = axes.y(threshold);
        inside.draw(new Line2D.Double(LEFT, level, LEFT + WIDTH, level));
        inside.setColor(Canvas.BLUE);
        for (int[] stretch : known) {
            double from = axes.x(stretch[0]);
            double width = Math.max(2, axes.x(stretch[1] + 1) - from);
            inside.fill(new Rectangle2D.Double(from, axes.top() + axes.height() - BAR, width, BAR));
        }
        inside.dispose();
    }
}

package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.stream.DoubleStream;

/**
 * How scores tell anomalies from normal samples: both histograms with the threshold, the ROC curve, precision over recall.
 *
 * @param normal scores
 * @param anomalous scores
 * @param fpr of the ROC curve, ascending, with {@code tpr} and {@code precision} beside it
 */
public record ScoreFigure(
        double[] normal, double[] anomalous, double threshold, double[] fpr, double[] tpr, double[] precision) {

    private static final int PANEL = 300;
    private static final int LEFT = 56;
    private static final int TOP = 34;
    private static final int BOTTOM = 32;
    private static final int BINS = 40;
    private static final int TITLE = 15;
    private static final int FONT = 12;

    /** Writes a PNG. @throws io.dxmi.samplers.UserError if the file cannot be written */
    public void write(Path file) {
        try (Canvas canvas = new Canvas(3 * (PANEL + LEFT) + 20, PANEL + TOP + BOTTOM)) {
            histogram(canvas);
            curve(canvas, 1, "true over false positive rate", fpr, tpr);
            curve(canvas, 2, "precision over recall", tpr, precision);
            canvas.write(file);
        }
    }

    private static Axes axes(int panel, Box box) {
        return new Axes(LEFT + panel * (PANEL + LEFT), TOP, PANEL, PANEL, box);
    }

    private void histogram(Canvas canvas) {
        double low = DoubleStream.concat(DoubleStream.of(normal), DoubleStream.of(anomalous))
                .min()
                .orElseThrow();
        double high = DoubleStream.concat(DoubleStream.of(normal), DoubleStream.of(anomalous))
                .max()
                .orElseThrow();
        if (!(high > low)) high = low + 1;
        double[] first = shares(normal, low, high);
        double[] second = shares(anomalous, low, high);
        double most = DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(second))
                .max()
                .orElseThrow();
        Axes axes = axes(0, new Box(low, high, 0, 1.05 * most));
        axes.gridLines(canvas, 5, 5);
        bars(canvas, axes, first, Canvas.BLUE);
        bars(canvas, axes, second, Canvas.VERMILLION);
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(Canvas.INK);
        inside.setStroke(new BasicStroke(1.5f));
        inside.draw(new Line2D.Double(axes.x(threshold), TOP, axes.x(threshold), TOP + PANEL));
        inside.dispose();
        axes.frame(canvas, "scores: normal blue, anomalies red", TITLE);
        axes.bottomTicks(canvas, 5, FONT);
        axes.leftTicks(canvas, 5, FONT);
    }

    private static double[] shares(double[] scores, double low, double high) {
        double[] shares = new double[BINS];
        for (double score : scores) {
            int bin = (int) Math.min(BINS - 1, BINS * (score - low) / (high - low));
            shares[bin] += 1.0 / scores.length;
        }
        return shares;
    }

    private static void bars(Canvas canvas, Axes axes, double[] shares, Color colour) {
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 130));
        double width = (double) PANEL / BINS;
        for (int b = 0; b < BINS; b++) {
            double top = axes.y(shares[b]);
            inside.fill(new Rectangle2D.Double(axes.left() + b * width, top, width, TOP + PANEL - top));
        }
        inside.dispose();
    }

    private static void curve(Canvas canvas, int panel, String title, double[] x, double[] y) {
        Axes axes = axes(panel, new Box(0, 1, 0, 1.02));
        axes.gridLines(canvas, 5, 5);
        Path2D path = new Path2D.Double();
        path.moveTo(axes.x(x[0]), axes.y(y[0]));
        for (int i = 1; i < x.length; i++) path.lineTo(axes.x(x[i]), axes.y(y[i]));
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(Canvas.BLUE);
        inside.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        inside.draw(path);
        inside.dispose();
        axes.frame(canvas, title, TITLE);
        axes.bottomTicks(canvas, 5, FONT);
        axes.leftTicks(canvas, 5, FONT);
    }
}

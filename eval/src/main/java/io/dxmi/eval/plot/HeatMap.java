package io.dxmi.eval.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** Energies as colours, level lines at the colour bar's ticks, and that bar. */
final class HeatMap {

    private static final int LEVELS = 12;

    private final EnergyGrid grid;
    private final double low;
    private final double high;

    HeatMap(EnergyGrid grid) {
        this.grid = grid;
        double[] range = grid.colourRange();
        low = range[0];
        high = range[1];
    }

    double[] levels() {
        return Ticks.between(low, high, LEVELS);
    }

    private int rgb(double energy) {
        return Viridis.rgb((energy - low) / (high - low));
    }

    void draw(Canvas canvas, Axes axes) {
        Box box = axes.box();
        for (int row = 0; row < axes.height(); row++) {
            double y = box.top() - (row + 0.5) / axes.height() * (box.top() - box.bottom());
            for (int column = 0; column < axes.width(); column++) {
                double x = box.left() + (column + 0.5) / axes.width() * (box.right() - box.left());
                canvas.image().setRGB(axes.left() + column, axes.top() + row, rgb(grid.at(x, y)));
            }
        }
        Graphics2D inside = axes.inside(canvas);
        inside.setColor(new Color(255, 255, 255, 170));
        inside.setStroke(new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (double level : levels()) inside.draw(Contours.at(level, grid, axes));
        inside.dispose();
    }

    /** The bar at the right of the panel; its ends stand for everything beyond them. */
    void bar(Canvas canvas, Axes axes, int gap, int width, int fontSize) {
        int x = axes.left() + axes.width() + gap;
        for (int row = 0; row < axes.height(); row++) {
            canvas.graphics().setColor(new Color(Viridis.rgb(1 - (row + 0.5) / axes.height())));
            canvas.graphics().fillRect(x, axes.top() + row, width, 1);
        }
        canvas.plain(fontSize);
        canvas.graphics().draw(new Rectangle2D.Double(x, axes.top(), width, axes.height()));
        double[] levels = levels();
        String[] labels = Ticks.labels(levels);
        for (int k = 0; k < levels.length; k++) {
            double y = axes.top() + axes.height() * (high - levels[k]) / (high - low);
            canvas.graphics().draw(new Line2D.Double(x + width, y, x + width + 4, y));
            canvas.rightOf(labels[k], x + width + 7, (int) Math.round(y));
        }
    }
}

package io.dxmi.eval.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** A panel of {@code width} x {@code height} pixels whose upper left corner is ({@code left}, {@code top}), showing {@code box}. */
record Axes(int left, int top, int width, int height, Box box) {

    private static final int TICK = 4;

    double x(double value) {
        return left + width * (value - box.left()) / (box.right() - box.left());
    }

    double y(double value) {
        return top + height * (box.top() - value) / (box.top() - box.bottom());
    }

    /** Graphics of their own that draw nothing beyond the panel; the caller disposes of them. */
    Graphics2D inside(Canvas canvas) {
        Graphics2D inside = (Graphics2D) canvas.graphics().create();
        inside.clip(new Rectangle2D.Double(left, top, width, height));
        return inside;
    }

    /** The outline and the title above it. */
    void frame(Canvas canvas, String title, int fontSize) {
        canvas.plain(fontSize);
        canvas.graphics().draw(new Rectangle2D.Double(left, top, width, height));
        canvas.centred(title, left + width / 2, top - fontSize / 2 - 1, width);
    }

    /** Ticks and numbers below the panel. */
    void bottomTicks(Canvas canvas, int most, int fontSize) {
        canvas.plain(fontSize);
        double[] ticks = Ticks.between(box.left(), box.right(), most);
        String[] labels = Ticks.labels(ticks);
        for (int k = 0; k < ticks.length; k++) {
            double x = x(ticks[k]);
            canvas.graphics().draw(new Line2D.Double(x, top + height, x, top + height + TICK));
            canvas.centred(labels[k], (int) Math.round(x), top + height + TICK + fontSize + 1, width);
        }
    }

    /** Ticks and numbers at the panel's left. */
    void leftTicks(Canvas canvas, int most, int fontSize) {
        canvas.plain(fontSize);
        double[] ticks = Ticks.between(box.bottom(), box.top(), most);
        String[] labels = Ticks.labels(ticks);
        for (int k = 0; k < ticks.length; k++) {
            double y = y(ticks[k]);
            canvas.graphics().draw(new Line2D.Double(left - TICK, y, left, y));
            canvas.leftOf(labels[k], left - TICK - 3, (int) Math.round(y));
        }
    }

    /** Pale lines across the panel at its ticks. */
    void gridLines(Canvas canvas, int mostX, int mostY) {
        canvas.plain(1);
        canvas.graphics().setColor(new Color(0xE6E6E6));
        for (double tick : Ticks.between(box.left(), box.right(), mostX)) {
            canvas.graphics().draw(new Line2D.Double(x(tick), top, x(tick), top + height));
        }
        for (double tick : Ticks.between(box.bottom(), box.top(), mostY)) {
            canvas.graphics().draw(new Line2D.Double(left, y(tick), left + width, y(tick)));
        }
    }

    /** A remark in the lower right corner. */
    void note(Canvas canvas, String text) {
        canvas.plain(11);
        int space = canvas.textWidth(text) + 6;
        canvas.graphics().setColor(new Color(255, 255, 255, 220));
        canvas.graphics().fillRect(left + width - 1 - space, top + height - 17, space, 17);
        canvas.graphics().setColor(Canvas.INK);
        canvas.leftOf(text, left + width - 4, top + height - 9);
    }
}

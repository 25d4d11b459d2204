package io.dxmi.eval.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** A square panel of {@code side} pixels whose upper left corner is ({@code left}, {@code top}), showing {@code box}. */
record Axes(int left, int top, int side, Box box) {

    private static final int TICK = 4;

    double x(double value) {
        return left + side * (value - box.left()) / (box.right() - box.left());
    }

    double y(double value) {
        return top + side * (box.top() - value) / (box.top() - box.bottom());
    }

    /** Graphics of their own that draw nothing beyond the panel; the caller disposes of them. */
    Graphics2D inside(Canvas canvas) {
        Graphics2D inside = (Graphics2D) canvas.graphics().create();
        inside.clip(new Rectangle2D.Double(left, top, side, side));
        return inside;
    }

    /** The outline and the title above it. */
    void frame(Canvas canvas, String title, int fontSize) {
        canvas.plain(fontSize);
        canvas.graphics().draw(new Rectangle2D.Double(left, top, side, side));
        canvas.centred(title, left + side / 2, top - fontSize / 2 - 1, side);
    }

    /** Ticks and numbers below the panel. */
    void bottomTicks(Canvas canvas, int most, int fontSize) {
        canvas.plain(fontSize);
        for (double tick : Ticks.between(box.left(), box.right(), most)) {
            double x = x(tick);
            canvas.graphics().draw(new Line2D.Double(x, top + side, x, top + side + TICK));
            canvas.centred(Ticks.label(tick), (int) Math.round(x), top + side + TICK + fontSize + 1, side);
        }
    }

    /** Ticks and numbers at the panel's left. */
    void leftTicks(Canvas canvas, int most, int fontSize) {
        canvas.plain(fontSize);
        for (double tick : Ticks.between(box.bottom(), box.top(), most)) {
            double y = y(tick);
            canvas.graphics().draw(new Line2D.Double(left - TICK, y, left, y));
            canvas.leftOf(Ticks.label(tick), left - TICK - 3, (int) Math.round(y));
        }
    }

    /** A remark in the lower right corner. */
    void note(Canvas canvas, String text) {
        canvas.plain(11);
        int width = canvas.textWidth(text) + 6;
        canvas.graphics().setColor(new Color(255, 255, 255, 220));
        canvas.graphics().fillRect(left + side - 1 - width, top + side - 17, width, 17);
        canvas.graphics().setColor(Canvas.INK);
        canvas.leftOf(text, left + side - 4, top + side - 9);
    }
}

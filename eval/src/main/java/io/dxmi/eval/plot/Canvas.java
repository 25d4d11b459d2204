package io.dxmi.eval.plot;

import io.dxmi.samplers.tensor.AtomicFiles;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A white, antialiased RGB picture with text that is placed by its edges and shortened to fit. */
final class Canvas implements AutoCloseable {

    /** Okabe and Ito's blue and vermillion, which all common forms of colour blindness tell apart. */
    static final Color BLUE = new Color(0x0072B2);

    static final Color VERMILLION = new Color(0xD55E00);
    static final Color INK = new Color(0x262626);

    private final BufferedImage image;
    private final Graphics2D graphics;

    Canvas(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        plain(13);
    }

    Graphics2D graphics() {
        return graphics;
    }

    BufferedImage image() {
        return image;
    }

    /** Dark ink, a hair line and the plain font of that height in pixels. */
    void plain(int fontSize) {
        graphics.setColor(INK);
        graphics.setStroke(new BasicStroke(1f));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, fontSize));
    }

    int textWidth(String text) {
        return graphics.getFontMetrics().stringWidth(text);
    }

    /** Text whose middle is at {@code x}, on the base line {@code y}, shortened to {@code width} pixels. */
    void centred(String text, int x, int y, int width) {
        String fitted = fitted(text, width);
        graphics.drawString(fitted, x - textWidth(fitted) / 2, y);
    }

    /** Text that ends at {@code x} and whose capitals are centred about {@code y}. */
    void leftOf(String text, int x, int y) {
        graphics.drawString(text, x - textWidth(text), y + halfCapital());
    }

    /** Text that begins at {@code x} and whose capitals are centred about {@code y}. */
    void rightOf(String text, int x, int y) {
        graphics.drawString(text, x, y + halfCapital());
    }

    private int halfCapital() {
        return Math.round(graphics.getFont().getSize() * 0.36f);
    }

    private String fitted(String text, int width) {
        if (textWidth(text) <= width) return text;
        int length = text.length();
        while (length > 0 && textWidth(text.substring(0, length) + "…") > width) length--;
        return text.substring(0, length) + "…";
    }

    /** Writes the picture beside {@code file} and renames it. */
    void write(Path file) {
        AtomicFiles.write(file, out -> {
            // In memory: the default way leaves a temporary file for each picture while it writes.
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                if (!ImageIO.write(image, "png", stream)) throw new IOException("this Java has no PNG writer");
            }
        });
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}

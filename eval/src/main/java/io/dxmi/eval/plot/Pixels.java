package io.dxmi.eval.plot;

import io.dxmi.samplers.tensor.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** From values in [-1, 1] to bytes: -1 is 0, 1 is 255, what lies beyond is clipped. */
public final class Pixels {

    private Pixels() {}

    /** The nearest byte; NaN is 0. */
    public static int of(float value) {
        return Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127.5f);
    }

    /** An image (C, H, W) at {@code from} as (H, W, C), the order of image files. */
    public static byte[] interleaved(float[] values, int from, int channels, int height, int width) {
        byte[] bytes = new byte[channels * height * width];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < height * width; i++) {
                bytes[i * channels + c] = (byte) of(values[from + c * height * width + i]);
            }
        }
        return bytes;
    }

    /**
     * Writes one image, pixel for pixel.
     *
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void writePng(Path file, float[] values, int from, int channels, int height, int width) {
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(width, height, type);
        byte[] bytes = interleaved(values, from, channels, height, width);
        int[] samples = new int[bytes.length];
        for (int i = 0; i < samples.length; i++) samples[i] = bytes[i] & 0xff;
        image.getRaster().setPixels(0, 0, width, height, samples);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(file, png.toByteArray());
    }
}

package io.dxmi.samplers.image;

import java.util.Arrays;

/**
 * One picture of 8 bits a channel.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels (height, width, channels), each 0 to 255 as an unsigned byte; shared, not copied
 */
public record Image(int height, int width, int channels, byte[] pixels) {

    public Image {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "expected a picture of 1 or 3 channels, got (" + height + ", " + width + ", " + channels + ")");
        }
        if (pixels.length != (long) height * width * channels) {
            throw new IllegalArgumentException("(" + height + ", " + width + ", " + channels + ") needs "
                    + (long) height * width * channels + " bytes, got " + pixels.length);
        }
    }

    /** One value, 0 to 255. */
    public int at(int y, int x, int channel) {
        return pixels[(y * width + x) * channels + channel] & 0xff;
    }

    /**
     * This picture in {@code wanted} channels. Grey becomes colour by repetition; colour becomes grey by the ITU-R 601-2
     * weights 0.299, 0.587, 0.114, rounded as Pillow rounds.
     */
    public Image withChannels(int wanted) {
        if (wanted == channels) return this;
        int count = height * width;
        byte[] out = new byte[Math.multiplyExact(count, wanted)];
        for (int i = 0; i < count; i++) {
            if (wanted == 3) {
                Arrays.fill(out, 3 * i, 3 * i + 3, pixels[i]);
            } else {
                int r = pixels[3 * i] & 0xff;
                int g = pixels[3 * i + 1] & 0xff;
                int b = pixels[3 * i + 2] & 0xff;
                out[i] = (byte) ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16);
            }
        }
        return new Image(height, width, wanted, out);
    }

    /** Left and right exchanged. */
    public Image flipped() {
        byte[] out = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(
                        pixels, (y * width + x) * channels, out, (y * width + width - 1 - x) * channels, channels);
            }
        }
        return new Image(height, width, channels, out);
    }

    /** The rectangle of {@code rows} by {@code columns} whose upper left corner is (top, left). */
    public Image crop(int top, int left, int rows, int columns) {
        if (top < 0 || left < 0 || top + rows > height || left + columns > width) {
            throw new IllegalArgumentException("(" + rows + ", " + columns + ") at (" + top + ", " + left
                    + ") does not lie in (" + height + ", " + width + ")");
        }
        byte[] out = new byte[rows * columns * channels];
        for (int y = 0; y < rows; y++) {
            int from = ((top + y) * width + left) * channels;
            System.arraycopy(pixels, from, out, y * columns * channels, columns * channels);
        }
        return new Image(rows, columns, channels, out);
    }

    /** (channels, height, width) as networks take it, {@code value / 127.5 - 1}, in [-1, 1]. */
    public float[] planes() {
        float[] out = new float[pixels.length];
        planes(out, 0);
        return out;
    }

    /** As {@link #planes()}, written into {@code out} from {@code offset} on. */
    public void planes(float[] out, int offset) {
        int count = height * width;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                out[offset + c * count + i] = (pixels[i * channels + c] & 0xff) / 127.5f - 1;
            }
        }
    }

    /** As {@link #planes(float[], int)}, the bytes as they are; {@link #values} has what they stand for. */
    public void planes(byte[] out, int offset) {
        int count = height * width;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) out[offset + c * count + i] = pixels[i * channels + c];
        }
    }

    /** What networks take for each byte, 0 to 255: see {@link #planes()}. */
    public static float[] values() {
        float[] values = new float[256];
        for (int v = 0; v < values.length; v++) values[v] = v / 127.5f - 1;
        return values;
    }

    /** {@code height x width x channels}, for messages. */
    public String size() {
        return height + " x " + width + " x " + channels;
    }
}

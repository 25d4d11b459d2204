package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;

/** Pictures that a sampler made, clipped to [-1, 1] and rounded to 8 bits. */
public final class FloatImages implements ImageSource {

    /** Samples overshoot the range of their data a little; what is this far out is in other units. */
    private static final float MOST = 4;

    private final String name;
    private final float[] values;
    private final int channels;
    private final int height;
    private final int width;

    /**
     * Takes the values as they are, without a copy.
     *
     * @param values (n, channels, height, width), -1 black, 1 white
     * @throws UserError if a value is not finite or so far out that it cannot be meant in that range
     */
    public FloatImages(String name, float[] values, int channels, int height, int width) {
        this.name = name;
        this.values = values;
        this.channels = channels;
        this.height = height;
        this.width = width;
        int size = channels * height * width;
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= MOST)) {
                throw new UserError(
                        name + ": expected pixels about within [-1, 1], got " + values[i] + " in image " + i / size);
            }
        }
    }

    /**
     * Pictures of a sampler whose units are known: however far out its values are, they are only clipped.
     *
     * @param values as above; left as they are
     * @throws UserError if a value is not a number
     */
    public static FloatImages clipped(String name, float[] values, int channels, int height, int width) {
        float[] within = new float[values.length];
        for (int i = 0; i < values.length; i++) within[i] = Math.max(-1, Math.min(1, values[i]));
        return new FloatImages(name, within, channels, height, width);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int count() {
        return values.length / (channels * height * width);
    }

    @Override
    public String name(int i) {
        return name + "[" + i + "]";
    }

    @Override
    public Image load(int i) {
        int area = height * width;
        byte[] pixels = new byte[area * channels];
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < area; p++) {
                float value = Math.max(-1, Math.min(1, values[(i * channels + c) * area + p]));
                pixels[p * channels + c] = (byte) Math.round((value + 1) * 127.5f);
            }
        }
        return new Image(height, width, channels, pixels);
    }
}

package io.dxmi.evaluation;

import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import java.util.function.Supplier;

/**
 * ImageFiles of a sampler that are drawn when the first of them is wanted, so that mistakes in what they are measured against
 * show before.
 */
final class DrawnImages implements ImageSource {

    private final String name;
    private final int count;
    private final Supplier<float[]> samples;
    private final int[] shape;
    private FloatImages drawn;

    /**
     * @param count how many
     * @param samples draws them, (count, channels, height, width); clipped to [-1, 1]
     * @param shape channels, height, width
     */
    DrawnImages(String name, int count, Supplier<float[]> samples, long[] shape) {
        this.name = name;
        this.count = count;
        this.samples = samples;
        this.shape = new int[] {(int) shape[0], (int) shape[1], (int) shape[2]};
    }

    /** A black picture of the same size: what {@code pixels} learns its dimension from. */
    ImageSource example() {
        return new FloatImages(name, new float[shape[0] * shape[1] * shape[2]], shape[0], shape[1], shape[2]);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public String name(int i) {
        return name + "[" + i + "]";
    }

    @Override
    public synchronized Image load(int i) {
        if (drawn == null) drawn = FloatImages.clipped(name, samples.get(), shape[0], shape[1], shape[2]);
        return drawn.load(i);
    }
}

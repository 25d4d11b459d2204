package io.dxmi.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The labelled picture sets that have a name; their files lie in {@code data.path}. */
public enum NamedPictures {
    MNIST("mnist", 1, 28),
    FASHION_MNIST("fashion-mnist", 1, 28),
    CIFAR10("cifar10", 3, 32);

    private final String label;
    private final int channels;
    private final int side;

    NamedPictures(String label, int channels, int side) {
        this.label = label;
        this.channels = channels;
        this.side = side;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(set -> set.label).toList();
    }

    /** The set of that name. */
    public static Optional<NamedPictures> named(String name) {
        return Arrays.stream(values()).filter(set -> set.label.equals(name)).findFirst();
    }

    /** Shape (C, H, W) of a picture. */
    public long[] shape() {
        return new long[] {channels, side, side};
    }
}

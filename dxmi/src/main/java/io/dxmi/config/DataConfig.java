package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What is learned.
 *
 * @param path the file of {@link Name#POINTS} or the folder or file of pictures, relative to the caller's folder; null for
 *     all others
 * @param size side that {@link Name#IMAGES} are cropped to; of no effect otherwise
 * @param classes of labelled pictures, which the networks are told; 0 if their labels are not used
 * @param without the digit that training never sees and that the energy is to tell from the others; -1 for none, which is
 *     all that other data sets have
 */
public record DataConfig(Name name, String path, int size, int classes, int without) {

    /** The data sets. */
    public enum Name {
        @JsonProperty("8gaussians")
        EIGHT_GAUSSIANS,
        @JsonProperty("2spirals")
        TWO_SPIRALS,
        @JsonProperty("checkerboard")
        CHECKERBOARD,
        @JsonProperty("moons")
        MOONS,
        @JsonProperty("rings")
        RINGS,
        @JsonProperty("digits")
        DIGITS,
        @JsonProperty("points")
        POINTS,
        @JsonProperty("mnist")
        MNIST,
        @JsonProperty("fashion-mnist")
        FASHION_MNIST,
        @JsonProperty("cifar10")
        CIFAR10,
        /** Colour pictures of any kind. */
        @JsonProperty("images")
        IMAGES;

        public boolean isImage() {
            return this == DIGITS || isPictures();
        }

        /** Whether they are pictures on the user's disk. */
        public boolean isPictures() {
            return this == MNIST || this == FASHION_MNIST || this == CIFAR10 || this == IMAGES;
        }
    }

    public DataConfig {
        Require.that(name != null, "name must be given");
        Require.atLeast("size", size, 8);
        Require.atLeast("classes", classes, 0);
        Require.within("without", without, -1, 9);
        Require.that(without < 0 || name == Name.DIGITS, "without is for data.name=digits only, got " + without);
        if (name == Name.POINTS) Require.that(path != null, "path must name a CSV file of points, got nothing");
        else if (!name.isPictures()) {
            Require.that(path == null, "path is for data.name=points and pictures only, got " + path);
        }
    }

    /** Shape (C, H, W) of pictures, known before they are read. */
    public Optional<long[]> pictureShape() {
        return switch (name) {
            case MNIST, FASHION_MNIST -> Optional.of(new long[] {1, 28, 28});
            case CIFAR10 -> Optional.of(new long[] {3, 32, 32});
            case IMAGES -> Optional.of(new long[] {3, size, size});
            default -> Optional.empty();
        };
    }
}

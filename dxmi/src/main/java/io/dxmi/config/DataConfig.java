package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.As;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.TransportProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The data set, chosen by its name. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name", include = As.EXISTING_PROPERTY, visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = DataConfig.Digits.class, name = "digits"),
    @JsonSubTypes.Type(value = DataConfig.Points.class, name = "points"),
    @JsonSubTypes.Type(value = PairConfig.Unpaired.class, name = "unpaired"),
    @JsonSubTypes.Type(value = PairConfig.Curves.class, name = "curves"),
    @JsonSubTypes.Type(value = DataConfig.Images.class, name = "images"),
    @JsonSubTypes.Type(value = PairConfig.UnpairedImages.class, name = "unpaired-images")
})
public sealed interface DataConfig
        permits DataConfig.Drawn,
                DataConfig.Points,
                DataConfig.Digits,
                DataConfig.Pictures,
                DataConfig.Images,
                PairConfig {

    /** Every named set of points and of pictures is a kind of its own. */
    static NamedType[] namedSets() {
        List<NamedType> types = new ArrayList<>();
        Arrays.stream(PointSet.values()).forEach(set -> types.add(new NamedType(Drawn.class, set.label())));
        Arrays.stream(TransportProblem.values())
                .forEach(problem -> types.add(new NamedType(PairConfig.KnownTransport.class, problem.label())));
        NamedPictures.labels().forEach(label -> types.add(new NamedType(Pictures.class, label)));
        return types.toArray(NamedType[]::new);
    }

    /** One answer for each kind. */
    interface Cases<T> {
        T drawn(Drawn data);

        T points(Points data);

        T digits(Digits data);

        T pictures(Pictures data);

        T images(Images data);

        T unpaired(PairConfig.Unpaired data);

        T knownTransport(PairConfig.KnownTransport data);

        T curves(PairConfig.Curves data);

        T unpairedImages(PairConfig.UnpairedImages data);
    }

    <T> T by(Cases<T> cases);

    /** The set's name. */
    String name();

    /** The file or folder on the user's disk; null for sets that need none and where it is not given. */
    default String path() {
        return null;
    }

    /** The same set at another place. */
    default DataConfig at(String otherPath) {
        return this;
    }

    /** The same set with every path that it names resolved. */
    default DataConfig located(UnaryOperator<String> resolve) {
        return at(resolve.apply(path()));
    }

    /** Whether it is two sets, for {@link GameConfig.Transport}. */
    default boolean hasSource() {
        return this instanceof PairConfig;
    }

    /** The basis in whose coefficients curves are learned; empty for sets of other things. */
    default Optional<SpectralBasis> spectralBasis() {
        return Optional.empty();
    }

    /** Number of classes that the networks read; 0 if they read none. */
    default int classes() {
        return 0;
    }

    /** Whether a sample is an image (C, H, W) and not a point. */
    default boolean imageShaped() {
        return !(this instanceof Drawn || this instanceof Points);
    }

    /** Whether the samples are pictures on the user's disk. */
    default boolean onDisk() {
        return pictureShape().isPresent();
    }

    /** Shape (C, H, W) of pictures on the user's disk, known before they are read. */
    default Optional<long[]> pictureShape() {
        return Optional.empty();
    }

    /** Points of a {@link PointSet}, drawn anew for every batch. */
    record Drawn(String name) implements DataConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.drawn(this);
        }
    }

    /**
     * The user's own points.
     *
     * @param path of a CSV file, relative to the working folder; null until the user names it
     */
    record Points(String name, String path) implements DataConfig {
        public Points {
            Require.path("path", path);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.points(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new Points(name, otherPath);
        }
    }

    /**
     * Handwritten digits of 8x8 pixels, part of the toolkit.
     *
     * @param leaveOut the digit that training never sees and that the energy is to tell from the others; -1 for none
     */
    record Digits(String name, int classes, int leaveOut) implements DataConfig {
        public Digits {
            Require.count("classes", classes, 0, 1_000_000);
            Require.within("leave_out", leaveOut, -1, 9);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.digits(this);
        }
    }

    /**
     * A set of {@link NamedPictures}.
     *
     * @param path of its folder
     */
    record Pictures(String name, String path, int classes) implements DataConfig {
        public Pictures {
            Require.path("path", path);
            Require.count("classes", classes, 0, 1_000_000);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.pictures(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new Pictures(name, otherPath, classes);
        }

        @Override
        public Optional<long[]> pictureShape() {
            return NamedPictures.named(name).map(NamedPictures::shape);
        }
    }

    /** How a picture of another shape becomes a square. */
    enum Fit {
        /** The middle square is cut out. */
        CROP,
        /** The whole picture is resized. */
        STRETCH
    }

    /**
     * Pictures of any kind.
     *
     * @param path of a folder or file of pictures
     * @param size side of the square that each becomes, pixels
     * @param channels 1 (grey) or 3 (colour) that each becomes
     * @param fit how a picture that is no square becomes one
     * @param flips whether half of them, by chance, are learned from in a mirror
     * @param bits used bits of values that are stored in 16 bits
     */
    record Images(String name, String path, int size, int channels, Fit fit, boolean flips, int bits, int classes)
            implements DataConfig {
        public Images {
            Require.path("path", path);
            Require.count("size", size, 8, 16_384);
            Require.that(channels == 1 || channels == 3, "channels must be 1 or 3, got " + channels);
            Require.within("bits", bits, 8, 16);
            Require.count("classes", classes, 0, 1_000_000);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.images(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new Images(name, otherPath, size, channels, fit, flips, bits, classes);
        }

        @Override
        public Optional<long[]> pictureShape() {
            return Optional.of(new long[] {channels, size, size});
        }
    }
}

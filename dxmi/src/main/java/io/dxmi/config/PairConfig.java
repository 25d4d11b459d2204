package io.dxmi.config;

import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.TransportProblem;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Two sets without pairs, for {@link GameConfig.Transport}: what is translated, and what it is translated to. */
public sealed interface PairConfig extends DataConfig {

    @Override
    default boolean imageShaped() {
        return false;
    }

    /**
     * Two sets of points. Each is a {@link PointSet} by name, or a file.
     *
     * @param source what is translated
     * @param path what it is translated to; each is null until the user names it
     */
    record Unpaired(String name, String source, String path) implements PairConfig {
        public Unpaired {
            Require.path("source", source);
            Require.path("path", path);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.unpaired(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new Unpaired(name, source, otherPath);
        }

        @Override
        public DataConfig located(UnaryOperator<String> resolve) {
            UnaryOperator<String> files = place -> PointSet.isLabel(place) ? place : resolve.apply(place);
            return new Unpaired(name, files.apply(source), files.apply(path));
        }
    }

    /**
     * Two sets of curves, one curve a row, on a grid of each file's own.
     *
     * @param source file of what is translated
     * @param path file of what it is translated to; each is null until the user names it
     * @param basis functions by whose coefficients curves are seen
     * @param modes number of them
     */
    record Curves(String name, String source, String path, SpectralBasis.Kind basis, int modes) implements PairConfig {
        public Curves {
            Require.path("source", source);
            Require.path("path", path);
            Require.count("modes", modes, 1, 4_096);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.curves(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new Curves(name, source, otherPath, basis, modes);
        }

        @Override
        public DataConfig located(UnaryOperator<String> resolve) {
            return new Curves(name, resolve.apply(source), resolve.apply(path), basis, modes);
        }

        @Override
        public Optional<SpectralBasis> spectralBasis() {
            return Optional.of(new SpectralBasis(basis, modes));
        }
    }

    /** The two sets of a {@link TransportProblem}, drawn anew for every batch. */
    record KnownTransport(String name) implements PairConfig {
        @Override
        public <T> T by(Cases<T> cases) {
            return cases.knownTransport(this);
        }

        @Override
        public Optional<SpectralBasis> spectralBasis() {
            return TransportProblem.named(name).basis();
        }
    }

    /**
     * Two sets of pictures, brought to one size and number of channels.
     *
     * @param source folder or file of what is translated
     * @param path folder or file of what it is translated to; each is null until the user names it
     * @param size side of the square that each picture becomes, pixels
     * @param channels 1 (grey) or 3 (colour) that each becomes
     * @param fit how a picture that is no square becomes one
     * @param flips whether half of the training pictures of both sets, by chance, are learned from in a mirror
     * @param bits used bits of values that are stored in 16 bits
     */
    record UnpairedImages(
            String name, String source, String path, int size, int channels, Fit fit, boolean flips, int bits)
            implements PairConfig {
        public UnpairedImages {
            Require.path("source", source);
            images(name, path, size, channels, fit, flips, bits); // checks the rest
        }

        private static Images images(
                String name, String path, int size, int channels, Fit fit, boolean flips, int bits) {
            return new Images(name, path, size, channels, fit, flips, bits, 0);
        }

        /** The pictures that are translated. */
        public Images start() {
            return images(name, source, size, channels, fit, flips, bits);
        }

        /** The pictures that they are translated to. */
        public Images target() {
            return images(name, path, size, channels, fit, flips, bits);
        }

        @Override
        public <T> T by(Cases<T> cases) {
            return cases.unpairedImages(this);
        }

        @Override
        public DataConfig at(String otherPath) {
            return new UnpairedImages(name, source, otherPath, size, channels, fit, flips, bits);
        }

        @Override
        public DataConfig located(UnaryOperator<String> resolve) {
            return new UnpairedImages(
                    name, resolve.apply(source), resolve.apply(path), size, channels, fit, flips, bits);
        }

        @Override
        public boolean imageShaped() {
            return true;
        }

        @Override
        public Optional<long[]> pictureShape() {
            return target().pictureShape();
        }
    }
}

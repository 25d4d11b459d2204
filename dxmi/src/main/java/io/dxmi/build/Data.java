package io.dxmi.build;

import io.dxmi.config.DataConfig;
import io.dxmi.config.PairConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.FreshDraws;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.data.OptDigits;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.data.PointSet;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.data.TransportProblem;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** From a name in the configuration to data. */
public final class Data {

    /** Share of a finite set that is kept from training. */
    private static final double TEST_SHARE = 0.5;

    /** The same where a digit is left out: as much as the usual protocol of novelty detection keeps. */
    private static final double NOVELTY_TEST_SHARE = 0.2;

    /** The split does not follow the run's seed, so that runs of several seeds are measured on the same data. */
    private static final long SPLIT_SEED = 0;

    /** No coordinate of a user's points may be larger. */
    private static final double MOST = 20;

    private Data() {}

    public static DataSource source(DataConfig config) {
        return config.by(new DataConfig.Cases<>() {
            @Override
            public DataSource drawn(DataConfig.Drawn data) {
                return FreshDraws.of(PointSet.named(data.name()));
            }

            @Override
            public DataSource points(DataConfig.Points data) {
                return Data.points(path(data, "the CSV file of points"));
            }

            @Override
            public DataSource unpaired(PairConfig.Unpaired data) {
                return pointsOrSet(data.path(), "data.path", "what data.source is translated to");
            }

            @Override
            public DataSource knownTransport(PairConfig.KnownTransport data) {
                return TransportProblem.named(data.name()).target();
            }

            @Override
            public DataSource curves(PairConfig.Curves data) {
                return Data.curves(data, path(data, "the file of curves that data.source is translated to"));
            }

            @Override
            public DataSource unpairedImages(PairConfig.UnpairedImages data) {
                return OwnPictures.batches(
                        path(data, "the folder of the pictures that data.source is translated to"), data.target());
            }

            @Override
            public DataSource digits(DataConfig.Digits data) {
                return new FiniteSource(split(data));
            }

            @Override
            public DataSource pictures(DataConfig.Pictures data) {
                Path path = folder(data);
                ImageSource test = ImageSources.open(path, Part.TEST);
                return batches(data, ImageSources.open(path, Part.TRAIN), test);
            }

            @Override
            public DataSource images(DataConfig.Images data) {
                return OwnPictures.batches(folder(data), data);
            }
        });
    }

    /**
     * The set that a transport starts from.
     *
     * @throws UserError if it cannot be read, or its points have another number of dimensions than the target's
     */
    public static DataSource start(DataConfig config) {
        if (config instanceof PairConfig.KnownTransport known)
            return TransportProblem.named(known.name()).source();
        if (config instanceof PairConfig.Curves curves) {
            return curves(curves, start(curves.source(), "the file of curves", "FILE"));
        }
        if (config instanceof PairConfig.UnpairedImages pair) {
            return OwnPictures.batches(start(pair.source(), "the folder of the pictures", "FOLDER"), pair.start());
        }
        DataSource found = pointsOrSet(((PairConfig.Unpaired) config).source(), "data.source", "what is translated");
        DataSource target = source(config);
        if (!Arrays.equals(found.sampleShape(), target.sampleShape())) {
            throw new UserError("data.source must have as many columns as data.path, " + target.sampleShape()[0]
                    + ", got " + found.sampleShape()[0] + " in " + found.name());
        }
        requireOneOrder((PairConfig.Unpaired) config);
        return found;
    }

    private static Path start(String source, String what, String place) {
        if (source != null) return Path.of(source);
        throw new UserError(
                "data.source must name " + what + " that is translated, got nothing; give data.source=" + place);
    }

    /** Columns are matched by their place. */
    private static void requireOneOrder(PairConfig.Unpaired data) {
        List<String> from = columns(data.source());
        List<String> to = columns(data.path());
        if (!from.equals(to) && Set.copyOf(from).equals(Set.copyOf(to))) {
            throw new UserError("data.source and data.path must have their columns in one order, got "
                    + String.join(", ", from) + " in " + data.source() + " and " + String.join(", ", to) + " in "
                    + data.path());
        }
    }

    /** Names of the columns that a transport starts from; empty if they have none. */
    public static List<String> startColumns(DataConfig config) {
        return config instanceof PairConfig.Unpaired data ? columns(data.source()) : List.of();
    }

    private static List<String> columns(String place) {
        return PointSet.isLabel(place) ? List.of() : PointFiles.columns(Path.of(place));
    }

    private static DataSource pointsOrSet(String place, String key, String what) {
        if (place == null) {
            throw new UserError(key + " must name " + what + ", a file of points or the name of a 2-D set, got nothing;"
                    + " give " + key + "=FILE");
        }
        return PointSet.isLabel(place) ? FreshDraws.of(PointSet.named(place)) : points(Path.of(place));
    }

    private static Path folder(DataConfig data) {
        return path(data, "the folder of the pictures");
    }

    private static Path path(DataConfig data, String what) {
        if (data.path() == null)
            throw new UserError("data.path must name " + what + ", got nothing; give data.path=PATH");
        return Path.of(data.path());
    }

    private static DataSource batches(DataConfig data, ImageSource train, ImageSource test) {
        long[] shape = data.pictureShape().orElseThrow();
        String name = folder(data).getFileName().toString();
        return new ImageBatches(name, train, test, ImageTransform.none(), shape, shape[0] != 1);
    }

    /** Reads one of the pictures on the user's disk. @throws UserError if they are not there or it cannot be read */
    public static void requireReadable(DataConfig data) {
        try (ImageSource source = ImageSources.open(folder(data))) {
            source.load(0);
        }
    }

    /** Shape of a sample; pictures need not be there yet. */
    public static long[] shape(DataConfig config) {
        return config.pictureShape().orElseGet(() -> source(config).sampleShape());
    }

    private static Split split(DataConfig.Digits config) {
        DataSet all = OptDigits.load();
        if (config.leaveOut() < 0) return Split.stratified(all, TEST_SHARE, SPLIT_SEED);
        return Split.stratified(labelled(all, label -> label != config.leaveOut()), NOVELTY_TEST_SHARE, SPLIT_SEED);
    }

    /** The images of the digit that training never sees. */
    public static DataSet leftOut(DataConfig.Digits config) {
        return labelled(OptDigits.load(), label -> label == config.leaveOut());
    }

    private static DataSet labelled(DataSet all, IntPredicate wanted) {
        return all.select(IntStream.range(0, all.rows())
                .filter(row -> wanted.test(all.labels()[row]))
                .toArray());
    }

    private static DataSource points(Path path) {
        if (Files.isDirectory(path)) {
            throw new UserError(path + ": expected a file of points, found a folder; for pictures:"
                    + " dxmi train images data.path=" + path + ", or data.name=images in a file of settings; for two"
                    + " folders: dxmi train transport-images, or data.name=unpaired-images");
        }
        DataSet all = PointFiles.read(path);
        requireUnitScale(all, path, "standardise the columns first");
        return halved(all, path);
    }

    private static DataSource curves(PairConfig.Curves config, Path path) {
        DataSet all = PointFiles.read(path);
        requireUnitScale(all, path, "divide all curves of both files by one number first");
        return halved(coordinates(config, all), path);
    }

    /**
     * Rows of a file as a run knows them: coefficients of curves, and all others as they are.
     *
     * @throws UserError if a curve has fewer values than the run has modes
     */
    public static DataSet coordinates(DataConfig config, DataSet rows) {
        SpectralBasis basis = config.spectralBasis().orElse(null);
        if (basis == null) return rows;
        int n = rows.dimensions();
        if (n < basis.modes()) {
            throw new UserError(rows.name() + ": expected curves, one a row, of at least " + basis.modes()
                    + " values (data.modes), got " + n + " columns; train with data.modes=" + n + " or fewer");
        }
        return new DataSet(rows.name(), basis.coefficients(rows.values(), n), basis.modes());
    }

    private static DataSource halved(DataSet all, Path path) {
        if (all.rows() < 4) {
            throw new UserError(
                    path + ": expected at least 4 rows, half of them kept for measuring, got " + all.rows());
        }
        return new FiniteSource(Split.stratified(all, TEST_SHARE, SPLIT_SEED));
    }

    /** The sampler starts from unit noise and the energy's base is a few units wide: other scales cannot be learned. */
    private static void requireUnitScale(DataSet all, Path path, String remedy) {
        float[] values = all.values();
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) > MOST) {
                throw new UserError(path + ": expected values of about unit scale, none beyond " + MOST + ", got "
                        + values[i] + " in column " + (i % all.dimensions() + 1) + "; " + remedy);
            }
        }
    }

    public static void requireBatch(DataSource data, String key, int batch) {
        if (batch > data.size()) {
            throw new UserError(key + " must be at most the " + data.size() + " training samples of " + data.name()
                    + ", got " + batch);
        }
    }

    /** Labels that a network has no row for would be read from somewhere else. */
    public static void requireClasses(DataSource data, int classes) {
        if (classes == 0 || (data.classes() > 0 && data.classes() <= classes)) return;
        throw new UserError("data.classes is " + classes + ", but " + data.name()
                + (data.classes() == 0 ? " has no labels" : " has labels up to " + (data.classes() - 1)));
    }
}

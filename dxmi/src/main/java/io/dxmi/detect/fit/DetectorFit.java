package io.dxmi.detect.fit;

import io.dxmi.detect.backbone.Backbone;
import io.dxmi.detect.backbone.BackboneExtractor;
import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.curve.CurveData;
import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.Loaded;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.detect.feature.Projection;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.feature.Tiles;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Fits a detector to normal samples, by their kind. */
public final class DetectorFit {

    /** Standard deviation of the smoothing of pixel maps, in cells of the grid of places. */
    private static final double IMAGE_SMOOTHING = 1;

    private static final double MAP_SMOOTHING = 0.5;
    private static final int MAP_PLACES = 20_000;
    private static final int MAP_COMPONENTS = 128;

    private DetectorFit() {}

    /**
     * Fits to the normal samples at a path.
     *
     * @throws UserError if the data or an option is not as expected
     */
    public static FittedModel fit(Path data, TableChoice choice, FitOptions given, Progress progress) {
        DataFiles.requirePresent(data);
        FitOptions options = given.withSupervision(given.supervision().choosing(choice));
        if (options.curves() != null) {
            CurveData.Curves curves = CurveData.read(data, choice);
            return new CurveFit(new VectorFit(options), options).of(curves, curves.normal(), progress);
        }
        if (DataFiles.isTable(data)) {
            if (options.backbone() != null) {
                throw new UserError(UserError.parameter("backbone") + " is for images, got the table " + data);
            }
            return fit(data.toString(), TableData.normal(data, choice), options, progress);
        }
        Loaded loaded = DataFiles.load(data, "train", choice);
        if (options.backbone() != null && loaded.kind() != SampleKind.IMAGES) {
            throw new UserError(UserError.parameter("backbone") + " is for images, got "
                    + loaded.kind().name().toLowerCase(Locale.ROOT) + " in " + data);
        }
        Samples normal = normal(loaded.samples());
        noteMixed(loaded.kind(), normal, choice);
        return fit(loaded.kind(), normal, options, progress);
    }

    private static void noteMixed(SampleKind kind, Samples samples, TableChoice choice) {
        if (kind != SampleKind.IMAGES || choice.notes() == null) return;
        ImageFit.usual(samples).mixed().ifPresent(text -> choice.notes().say(samples.where() + ": " + text));
    }

    /** The shape of the samples, of images that of most. */
    public static long[] shape(SampleKind kind, Samples samples) {
        return samples.shape(kind == SampleKind.IMAGES ? ImageFit.usual(samples).index() : 0);
    }

    /** Fits to normal rows of a table. */
    public static FittedModel fit(String where, TableData.Normal normal, FitOptions options, Progress progress) {
        if (options.tile() != 0) throw notTiled(where);
        TableExtractor extractor = new TableExtractor(normal.scaling(), normal.coding());
        return new VectorFit(options).fit(where, extractor, normal.features(), record(normal, options), progress);
    }

    private static UserError notTiled(String where) {
        return new UserError(UserError.parameter("tile") + " is for images, got " + where);
    }

    /** Whether samples of a shape have many places each. */
    public static boolean hasPlaces(SampleKind kind, long[] shape) {
        return kind == SampleKind.FEATURES || (kind == SampleKind.IMAGES && !ImageFit.isWhole(shape));
    }

    /**
     * Fits to samples that are not all normal, to rank them; labels are not looked at.
     *
     * @param curves how the data's curves are seen, or null if the data are no curves
     * @throws UserError if the data are not as expected, or samples have many places each
     */
    public static Ranked outliers(
            Path data, TableChoice choice, CurveChoice curves, Outliers outliers, Progress progress) {
        DataFiles.requirePresent(data);
        OutlierFit fit = new OutlierFit(FitOptions.defaults(0), outliers);
        return new Ranked(outliers(data, choice, curves, fit, progress), fit.scores());
    }

    /**
     * A model of samples that are not all normal.
     *
     * @param scores of these samples, in their order
     */
    public record Ranked(FittedModel model, double[] scores) {}

    private static FittedModel outliers(
            Path data, TableChoice choice, CurveChoice seen, RowsFit fit, Progress progress) {
        FitOptions options = FitOptions.defaults(0).withCurves(seen);
        if (seen != null) {
            CurveData.Curves curves = CurveData.read(data, choice);
            return new CurveFit(fit, options).of(curves, curves.samples(), progress);
        }
        if (DataFiles.isTable(data)) {
            TableData.Normal all = TableData.all(data, choice);
            TableExtractor extractor = new TableExtractor(all.scaling(), all.coding());
            return fit.fit(data.toString(), extractor, all.features(), record(all, options), progress);
        }
        Loaded loaded = DataFiles.load(data, "test", choice);
        noteMixed(loaded.kind(), loaded.samples(), choice);
        long[] shape = shape(loaded.kind(), loaded.samples());
        if (hasPlaces(loaded.kind(), shape)) {
            throw new UserError(data + ": expected a table, vectors or images of up to " + ImageFit.SMALL
                    + " pixels, got samples of shape " + Arrays.toString(shape)
                    + ", which have many places; fit a model to those that look normal and score all");
        }
        return loaded.kind() == SampleKind.IMAGES
                ? new ImageFit(options)
                        .whole(loaded.samples(), fit, options.about(SampleKind.IMAGES, shape, 0), progress)
                : vectors(loaded.samples(), (int) shape[0], fit, options, progress);
    }

    /** Fits to normal samples of one kind. */
    public static FittedModel fit(SampleKind kind, Samples normal, FitOptions options, Progress progress) {
        long[] shape = shape(kind, normal);
        if (options.tile() != 0 && kind != SampleKind.IMAGES) throw notTiled(normal.where());
        return switch (kind) {
            case SERIES -> throw new IllegalArgumentException("windows of series are no samples of their own");
            case BACKBONE -> throw new IllegalArgumentException("samples are images; the options name a backbone");
            case IMAGES ->
                options.backbone() != null
                        ? backbone(normal, options, progress)
                        : new ImageFit(options).fit(normal, options.about(kind, shape, IMAGE_SMOOTHING), progress);
            case FEATURES ->
                new PlaceFit(options)
                        .fit(
                                normal,
                                training -> mapExtractor(training, shape, options, progress),
                                options.about(kind, shape, MAP_SMOOTHING),
                                progress);
            case CURVES -> new CurveFit(new VectorFit(options), options).of(normal, progress);
            case VECTORS, TABLE -> vectors(normal, (int) shape[0], new VectorFit(options), options, progress);
        };
    }

    private static FittedModel vectors(Samples normal, int d, RowsFit fit, FitOptions options, Progress progress) {
        double[][] rows = new double[normal.size()][];
        for (int i = 0; i < rows.length; i++) rows[i] = TableExtractor.exact(normal.at(i));
        List<String> names = IntStream.rangeClosed(1, d).mapToObj(i -> "c" + i).toList();
        TableScaling scaling = TableScaling.fit(normal.where(), names, false, rows, null);
        TableCoding coding = TableCoding.numbers(names);
        ModelRecord plain = options.about(SampleKind.VECTORS, new long[] {d}, 0);
        ModelRecord about = plain.withColumns(names, false, null, plain.normal(), coding);
        return fit.fit(normal.where(), new TableExtractor(scaling, coding), scaling.apply(rows), about, progress);
    }

    private static FittedModel backbone(Samples normal, FitOptions options, Progress progress) {
        Path file = options.backbone();
        Backbone network = Backbone.open(file);
        Sample first = normal.at(ImageFit.usual(normal).index());
        Tiles tiles = Tiles.of(first, options.tile());
        long[] shape = network.features(tiles.cut(first, 0, 0)).shape();
        return new PlaceFit(options)
                .fit(
                        normal,
                        training -> {
                            int channels = (int) shape[0];
                            float[] places = PlaceFit.places(
                                    training,
                                    s -> tiles.each(s, tile -> MapExtractor.places(network.features(tile), shape)),
                                    channels,
                                    MAP_PLACES,
                                    options.seed(),
                                    progress);
                            MapExtractor maps = new MapExtractor(shape, network.projection(places, channels));
                            return tiles.extractor(new BackboneExtractor(network, maps));
                        },
                        options.about(SampleKind.BACKBONE, shape, MAP_SMOOTHING),
                        progress)
                .withFiles(network.files());
    }

    private static Extractor mapExtractor(Samples training, long[] shape, FitOptions options, Progress progress) {
        int channels = (int) shape[0];
        float[] places = PlaceFit.places(
                training, s -> MapExtractor.places(s, shape), channels, MAP_PLACES, options.seed(), progress);
        return new MapExtractor(shape, Projection.fit(places, channels, MAP_COMPONENTS, 0));
    }

    /** Those that are not known to be anomalies. @throws UserError if there are none */
    public static Samples normal(Samples all) {
        int[] labels = all.labels();
        int[] kept =
                IntStream.range(0, labels.length).filter(i -> labels[i] <= 0).toArray();
        if (kept.length == 0) throw new UserError(all.where() + ": expected normal samples to fit on, got none");
        return kept.length == labels.length ? all : all.select(kept);
    }

    private static ModelRecord record(TableData.Normal normal, FitOptions options) {
        long[] shape = {normal.coding().width()};
        return options.about(SampleKind.TABLE, shape, 0)
                .withColumns(
                        normal.columns(),
                        normal.named(),
                        normal.choice().labelColumn(),
                        normal.choice().normalText(),
                        normal.coding());
    }
}

package io.dxmi.detect;

import io.dxmi.detect.data.ArrayData;
import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Loaded;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.feature.Backbone;
import io.dxmi.detect.feature.BackboneExtractor;
import io.dxmi.detect.feature.BackboneSpec;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.detect.feature.Projection;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.ImageFit;
import io.dxmi.detect.fit.PlaceFit;
import io.dxmi.detect.fit.VectorFit;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.report.CasePage;
import io.dxmi.detect.report.Cases;
import io.dxmi.detect.report.Evaluation;
import io.dxmi.detect.report.ScoreFile;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** From data on disk to a model folder, and from a model folder to samples. */
public final class Detection {

    /** Of pixel maps, in cells of the grid of places. */
    private static final double IMAGE_SMOOTHING = 1;

    private static final double MAP_SMOOTHING = 0.5;
    private static final int MAP_PLACES = 20_000;
    private static final int MAP_COMPONENTS = 128;

    private Detection() {}

    /**
     * Fits a detector to normal data and writes it.
     *
     * @param out a folder that does not exist or is empty
     * @return what was fitted, by name
     * @throws UserError if the data or an option is not as expected
     */
    public static Map<String, Object> fit(
            Path data, Path out, TableChoice choice, FitOptions options, Progress progress) {
        ModelFolder.requireNew("--out", out);
        requirePresent(data);
        List<Path> categories = ImageFolder.categories(data);
        if (categories.isEmpty() && options.multiClass()) {
            throw new UserError("--multi-class is for a folder of several categories, got --data " + data);
        }
        if (categories.isEmpty() || options.multiClass()) {
            return write(fit(data, choice, options, progress), out);
        }
        Map<Path, FittedModel> models = new LinkedHashMap<>();
        for (Path category : categories) {
            models.put(category.getFileName(), fit(category, choice, options, progress));
        }
        Map<String, Object> all = new LinkedHashMap<>(); // written when every category has its model
        models.forEach((name, model) -> all.put(name.toString(), write(model, out.resolve(name))));
        return Map.of("categories", all);
    }

    private static Map<String, Object> write(FittedModel model, Path out) {
        try (Detector detector = model.detector()) {
            ModelFolder.write(out, model);
            return detector.about().summary();
        }
    }

    /**
     * Measures a model, or a folder of models by category, on labelled samples.
     *
     * @param report new folder for a page of cases, or null for none
     * @throws UserError if the data is not of the model's kind, or its labels are missing or all the same
     */
    public static Map<String, Object> evaluate(
            Path model, Path data, TableChoice choice, Path report, Progress progress) {
        if (report != null) ModelFolder.requireNew("--report", report);
        List<Path> categories = ModelFolder.isModel(model) ? List.of() : ImageFolder.categories(data);
        if (categories.isEmpty()) return evaluateOne(model, data, choice, report, progress);
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Path category : categories) {
            String name = category.getFileName().toString();
            Path page = report == null ? null : report.resolve(name);
            all.put(name, evaluateOne(model.resolve(name), category, choice, page, progress));
        }
        return Evaluation.means(all);
    }

    private static Map<String, Object> evaluateOne(
            Path model, Path data, TableChoice choice, Path report, Progress progress) {
        try (Detector detector = ModelFolder.read(model)) {
            Samples samples = samples(data, detector, choice);
            Evaluation.requireBoth(samples);
            long seed = detector.about().seed();
            Cases cases = Cases.of(detector, samples, progress);
            Map<String, Object> measured = new LinkedHashMap<>(Evaluation.of(cases, seed));
            if (report != null) {
                Path page = CasePage.write(report, "Evaluation of " + model, detector, samples, cases, measured);
                measured.put("report", page.toString());
            }
            List<String> categories = Evaluation.categories(cases);
            if (categories.size() == 1) return measured;
            Map<String, Map<String, Object>> all = new LinkedHashMap<>();
            for (String name : categories) all.put(name, Evaluation.of(cases.in(name), seed));
            measured.put("means", Evaluation.means(all).get("metrics"));
            measured.put("categories", all);
            return measured;
        }
    }

    /**
     * Writes score, p-value and flag of each sample; a folder of models by category scores the categories one after the
     * other, into the same file.
     *
     * @param out a new file, .csv or .jsonl
     * @param maps folder for a picture of each image's energies, or null for none
     * @return how many there were and how many were flagged
     */
    public static Map<String, Object> score(
            Path model, Path data, Path out, Path maps, TableChoice choice, Progress progress) {
        ScoreFile file = ScoreFile.of(out, maps);
        List<Path> categories = ModelFolder.isModel(model) ? List.of() : ImageFolder.categories(data);
        Map<String, Object> result = new LinkedHashMap<>();
        file.write(rows -> {
            if (categories.isEmpty()) result.putAll(scoreOne(model, data, rows, choice, progress));
            Map<String, Object> all = new LinkedHashMap<>();
            for (Path category : categories) {
                String name = category.getFileName().toString();
                all.put(name, scoreOne(model.resolve(name), category, rows, choice, progress));
            }
            if (!all.isEmpty()) result.put("categories", all);
        });
        result.put("scores", out.toString());
        return result;
    }

    private static Map<String, Object> scoreOne(
            Path model, Path data, ScoreFile.Rows rows, TableChoice choice, Progress progress) throws IOException {
        try (Detector detector = ModelFolder.read(model)) {
            return rows.add(detector, samples(data, detector, choice), progress);
        }
    }

    static FittedModel fit(Path data, TableChoice choice, FitOptions options, Progress progress) {
        requirePresent(data);
        if (isTable(data)) {
            if (options.backbone() != null) {
                throw new UserError("--backbone is for images, got the table " + data);
            }
            TableData.Normal normal = TableData.normal(data, choice);
            TableScaling scaling = normal.scaling();
            return new VectorFit(options)
                    .fit(
                            data.toString(),
                            new TableExtractor(scaling),
                            normal.features(),
                            record(scaling, normal.labelColumn(), choice, options),
                            progress);
        }
        Loaded loaded = load(data, "train", choice);
        if (options.backbone() != null && loaded.kind() != ModelRecord.Kind.IMAGES) {
            throw new UserError(
                    "--backbone is for images, got " + loaded.kind().name().toLowerCase(Locale.ROOT) + " in " + data);
        }
        return fit(loaded.kind(), normal(loaded.samples()), options, progress);
    }

    /** Fits to normal samples of one kind. */
    static FittedModel fit(ModelRecord.Kind kind, Samples normal, FitOptions options, Progress progress) {
        long[] shape = normal.at(0).shape();
        return switch (kind) {
            case BACKBONE -> throw new IllegalArgumentException("samples are images; the options name a backbone");
            case IMAGES ->
                options.backbone() != null
                        ? backbone(normal, options, progress)
                        : new ImageFit(options)
                                .fit(normal, ModelRecord.of(kind, shape, IMAGE_SMOOTHING, options), progress);
            case FEATURES ->
                new PlaceFit(options)
                        .fit(
                                normal,
                                training -> mapExtractor(training, shape, options, progress),
                                ModelRecord.of(kind, shape, MAP_SMOOTHING, options),
                                progress);
            case VECTORS, TABLE -> vectors(normal, (int) shape[0], options, progress);
        };
    }

    private static FittedModel vectors(Samples normal, int d, FitOptions options, Progress progress) {
        float[] values = new float[normal.size() * d];
        for (int i = 0; i < normal.size(); i++) System.arraycopy(normal.at(i).values(), 0, values, i * d, d);
        List<String> names = IntStream.rangeClosed(1, d).mapToObj(i -> "c" + i).toList();
        TableScaling scaling = TableScaling.fit(normal.where(), names, false, values);
        ModelRecord about = ModelRecord.of(ModelRecord.Kind.VECTORS, new long[] {d}, 0, options)
                .withColumns(names, false, null, null);
        return new VectorFit(options)
                .fit(normal.where(), new TableExtractor(scaling), scaling.apply(values), about, progress);
    }

    private static FittedModel backbone(Samples normal, FitOptions options, Progress progress) {
        Path file = options.backbone();
        Backbone network = new Backbone(file);
        long[] shape = network.features(normal.at(0)).shape();
        return new PlaceFit(options)
                .fit(
                        normal,
                        training -> {
                            int channels = (int) shape[0];
                            float[] places = PlaceFit.places(
                                    training,
                                    s -> MapExtractor.places(network.features(s), shape),
                                    channels,
                                    MAP_PLACES,
                                    options.seed(),
                                    progress);
                            Projection projection = Projection.fit(places, channels, MAP_COMPONENTS, 0);
                            return new BackboneExtractor(network, new MapExtractor(shape, projection));
                        },
                        ModelRecord.of(ModelRecord.Kind.BACKBONE, shape, MAP_SMOOTHING, options),
                        progress)
                .withFiles(Map.of(
                        ModelFolder.BACKBONE,
                        file,
                        BackboneSpec.beside(Path.of(ModelFolder.BACKBONE)).toString(),
                        BackboneSpec.beside(file)));
    }

    private static Extractor mapExtractor(Samples training, long[] shape, FitOptions options, Progress progress) {
        int channels = (int) shape[0];
        float[] places = PlaceFit.places(
                training, s -> MapExtractor.places(s, shape), channels, MAP_PLACES, options.seed(), progress);
        return new MapExtractor(shape, Projection.fit(places, channels, MAP_COMPONENTS, 0));
    }

    private static Samples normal(Samples all) {
        int[] labels = all.labels();
        int[] kept =
                IntStream.range(0, labels.length).filter(i -> labels[i] <= 0).toArray();
        if (kept.length == 0) throw new UserError(all.where() + ": expected normal samples to fit on, got none");
        return kept.length == labels.length ? all : all.select(kept);
    }

    private static ModelRecord record(
            TableScaling scaling, String labelColumn, TableChoice choice, FitOptions options) {
        long[] shape = {scaling.columns().size()};
        return ModelRecord.of(ModelRecord.Kind.TABLE, shape, 0, options)
                .withColumns(scaling.columns(), scaling.named(), labelColumn, choice.normalText());
    }

    private static boolean isTable(Path data) {
        String name = data.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.matches(".*\\.(csv|tsv|txt|data)(\\.gz)?");
    }

    private static void requirePresent(Path data) {
        if (!Files.exists(data)) throw new UserError("--data " + data + ": there is no such file or folder");
    }

    /** Everything but tables. */
    private static Loaded load(Path data, String part, TableChoice choice) {
        if (Files.isDirectory(data)) {
            return new Loaded(ModelRecord.Kind.IMAGES, ImageFolder.open(data, part, choice));
        }
        if (ArrayData.isArrays(data)) return ArrayData.open(data, choice);
        if (data.toString().matches("(?i).*\\.(png|jpe?g|bmp|gif)")) {
            return new Loaded(ModelRecord.Kind.IMAGES, ImageFolder.single(data));
        }
        throw new UserError("--data " + data + ": expected a table (.csv, .tsv), arrays (.npz, .npy, .safetensors), an"
                + " image or a folder of images");
    }

    /** The samples at a path, as the detector takes them. */
    static Samples samples(Path data, Detector detector, TableChoice choice) {
        requirePresent(data);
        ModelRecord.Kind wanted = detector.about().kind();
        if (isTable(data)) {
            if (wanted != ModelRecord.Kind.TABLE && wanted != ModelRecord.Kind.VECTORS)
                throw otherKind(data, "a table", wanted);
            return TableData.samples(
                    data,
                    ((TableExtractor) detector.extractor()).scaling(),
                    choice,
                    detector.about().table());
        }
        Loaded loaded = load(data, "test", choice);
        if (wanted == ModelRecord.Kind.BACKBONE && loaded.kind() == ModelRecord.Kind.IMAGES) return loaded.samples();
        boolean vectors = wanted == ModelRecord.Kind.TABLE && loaded.kind() == ModelRecord.Kind.VECTORS;
        if (loaded.kind() != wanted && !vectors) {
            throw otherKind(data, loaded.kind().name().toLowerCase(Locale.ROOT), wanted);
        }
        return loaded.samples();
    }

    private static UserError otherKind(Path data, String came, ModelRecord.Kind wanted) {
        return new UserError(data + " holds " + came + ", but the model was fitted on "
                + wanted.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Fits to samples in memory and scores others.
     *
     * @return one per sample, high where normal samples are unlikely
     */
    public static double[] scores(
            ModelRecord.Kind kind, List<Sample> normal, List<Sample> samples, FitOptions options, Progress progress) {
        FittedModel model = fit(kind, Samples.of("the normal samples", normal), options, progress);
        try (Detector detector = model.detector()) {
            return samples.stream()
                    .mapToDouble(sample -> detector.score(sample).score())
                    .toArray();
        }
    }
}

package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.dxmi.detect.backbone.BackboneExtractor;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.Supervision;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.model.Pooling;
import io.dxmi.detect.onnx.DetectorGraph;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.onnx.OnnxRun;
import io.dxmi.samplers.program.TrustedPrograms;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ONNX Runtime's scores, p-values, flags and maps are the detector's, for every kind of samples and energies. */
class DetectorOnnxTest {

    private static final FitOptions QUICK = FitOptions.defaults(0)
            .withJoint(new JointSettings(JointSettings.Trainer.DXMI, 4, 32, 2, 50, 10, 32, 0.01, 0.03, 0, 1e-3, 1e-4));

    @TempDir
    Path folder;

    private final Random random = new Random(5);

    private static FitOptions with(int members, EnergyKind energy, Pooling pooling) {
        return new FitOptions(
                0,
                0.05,
                0.2,
                members,
                energy,
                pooling,
                QUICK.joint(),
                false,
                null,
                0,
                null,
                Supervision.NONE,
                Device.cpu());
    }

    /** Compares all outputs; {@code values} are what a sample is fed as. */
    private void requireSame(Detector detector, List<Sample> samples, String input, HostTensor fed) {
        Path file = folder.resolve("detector.onnx");
        DetectorGraph.of(detector).write(file, "test");
        try (OnnxRun run = new OnnxRun(file)) {
            assertThat(run.inputs()).containsExactly(input);
            Map<String, HostTensor> found = run.of(Map.of(input, fed));
            List<AnomalyResult> results = samples.stream().map(detector::score).toList();
            int n = samples.size();
            double[] scores = results.stream().mapToDouble(AnomalyResult::score).toArray();
            OnnxRun.requireSame("score", found.get("score"), HostTensor.of(scores, n));
            double[] pValues = found.get("p_value").toDoubles();
            double[] flags = found.get("anomalous").toDoubles();
            double range = range(scores);
            for (int i = 0; i < n; i++) {
                // a held-out score that lies within rounding of this one may count or not
                double score = scores[i];
                assertThat(pValues[i])
                        .isBetween(
                                detector.calibration().pValue(score + 1e-5 * range) - 1e-6,
                                detector.calibration().pValue(score - 1e-5 * range) + 1e-6);
                if (Math.abs(score - detector.calibration().threshold()) < 1e-5 * range) continue;
                assertThat(flags[i] == 1).isEqualTo(results.get(i).anomalous());
            }
            if (found.containsKey("map")) {
                assertThat(results.get(0).map()).isNotNull();
                if (results.get(0).map().length != found.get("map").shape()[1]) return; // of a backbone
                float[] map = flat(results);
                OnnxRun.requireSame(
                        "map",
                        found.get("map"),
                        HostTensor.of(map, found.get("map").shape()));
            }
        }
    }

    private static double range(double[] values) {
        return IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .max()
                        .orElseThrow()
                - IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .min()
                        .orElseThrow();
    }

    private static float[] flat(List<AnomalyResult> results) {
        List<Float> all = new ArrayList<>();
        for (AnomalyResult result : results) {
            for (float[] row : result.map()) for (float v : row) all.add(v);
        }
        float[] out = new float[all.size()];
        for (int i = 0; i < out.length; i++) out[i] = all.get(i);
        return out;
    }

    private static HostTensor stacked(List<Sample> samples, Function<Sample, float[]> values, long... shape) {
        float[] all = new float[Math.toIntExact(samples.size() * product(shape))];
        int at = 0;
        for (Sample sample : samples) {
            float[] one = values.apply(sample);
            System.arraycopy(one, 0, all, at, one.length);
            at += one.length;
        }
        assertThat(at).isEqualTo(all.length);
        return HostTensor.of(all, batched(samples.size(), shape));
    }

    private static long[] batched(long n, long[] shape) {
        return IntStream.rangeClosed(-1, shape.length - 1)
                .mapToLong(i -> i < 0 ? n : shape[i])
                .toArray();
    }

    private static long product(long[] shape) {
        long all = 1;
        for (long size : shape) all *= size;
        return all;
    }

    private static HostTensor rows(List<Sample> samples) {
        int d = TableExtractor.exact(samples.get(0)).length;
        double[] all = new double[samples.size() * d];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(TableExtractor.exact(samples.get(i)), 0, all, i * d, d);
        }
        return HostTensor.of(all, samples.size(), d);
    }

    private List<Sample> normals(int n, long... shape) {
        return IntStream.range(0, n)
                .mapToObj(i -> {
                    float[] values = new float[(int) product(shape)];
                    for (int k = 0; k < values.length; k++) values[k] = (float) random.nextGaussian();
                    return Sample.of("sample " + i, values, shape);
                })
                .toList();
    }

    private String table(int n) {
        StringBuilder text = new StringBuilder("a,b,colour,day\n");
        for (int i = 0; i < n; i++) {
            text.append(i % 7 == 3 ? "" : String.valueOf(1e6 + random.nextGaussian()))
                    .append(',')
                    .append(100 * random.nextGaussian())
                    .append(i % 3 == 0 ? ",red" : i % 3 == 1 ? ",blue" : ",green")
                    .append(String.format(java.util.Locale.ROOT, ",2024-01-%02d%n", 1 + i % 28));
        }
        return text.toString();
    }

    /** Numbers, gaps, categories and dates; rows of the fit are scored against all others. */
    @Test
    void tables() throws Exception {
        Path train = Files.writeString(folder.resolve("train.csv"), table(120));
        try (Detector detector =
                DetectorFit.fit(train, TableChoice.NONE, QUICK, Progress.NONE).detector()) {
            Path other = Files.writeString(folder.resolve("other.csv"), table(60));
            List<Sample> samples = new ArrayList<>();
            for (Path file : List.of(train, other)) {
                Samples read = ModelSamples.of(file, detector, TableChoice.NONE);
                for (int i = 0; i < read.size(); i++) samples.add(read.at(i));
            }
            assertThat(samples.stream().filter(detector::remembers)).hasSizeGreaterThan(90);
            requireSame(detector, samples, "x", rows(samples));
        }
    }

    @Test
    void tablesWithKnownAnomalies() throws Exception {
        StringBuilder odd = new StringBuilder("a,b,colour,day\n");
        for (int i = 0; i < 5; i++) odd.append("1000009,").append(900 + i).append(",red,2024-01-03\n");
        Path train = Files.writeString(folder.resolve("train.csv"), table(120));
        Path anomalies = Files.writeString(folder.resolve("odd.csv"), odd);
        FitOptions options = QUICK.withSupervision(Supervision.NONE.withAnomalies(anomalies));
        try (Detector detector =
                DetectorFit.fit(train, TableChoice.NONE, options, Progress.NONE).detector()) {
            Samples read = ModelSamples.of(anomalies, detector, TableChoice.NONE);
            Samples normal = ModelSamples.of(train, detector, TableChoice.NONE);
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < read.size(); i++) samples.add(read.at(i));
            for (int i = 0; i < 30; i++) samples.add(normal.at(i));
            requireSame(detector, samples, "x", rows(samples));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KERNEL", "AUTOENCODER"})
    void vectorsByAnEnsemble(EnergyKind energy) {
        Samples train = Samples.of("vectors", normals(200, 9));
        FitOptions options = with(2, energy, Pooling.MAX);
        try (Detector detector = DetectorFit.fit(SampleKind.VECTORS, train, options, Progress.NONE)
                .detector()) {
            List<Sample> samples = normals(40, 9);
            requireSame(detector, samples, "x", rows(samples));
        }
    }

    @Test
    void curvesOnTheGridOfTheFit() {
        Samples train = Samples.of("curves", waves(60, 40));
        try (Detector detector =
                DetectorFit.fit(SampleKind.CURVES, train, QUICK, Progress.NONE).detector()) {
            List<Sample> samples = waves(40, 40);
            requireSame(detector, samples, "x", rows(samples));
        }
    }

    private List<Sample> waves(int n, int values) {
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double phase = random.nextGaussian();
            float[] curve = new float[values];
            for (int j = 0; j < values; j++) {
                curve[j] = (float) (5 + Math.sin(6.0 * j / values + phase) + 0.1 * random.nextGaussian());
            }
            all.add(Sample.of("curve " + i, curve, values));
        }
        return all;
    }

    /** Some are flat, where the contrast is a difference of equal numbers; some are as those of the fit. */
    @ParameterizedTest
    @CsvSource({"1, 8, 8", "3, 24, 20", "1, 48, 40", "3, 40, 64"})
    void images(int channels, int height, int width) {
        List<Sample> train = pictures(30, channels, height, width);
        try (Detector detector = DetectorFit.fit(SampleKind.IMAGES, Samples.of("images", train), QUICK, Progress.NONE)
                .detector()) {
            List<Sample> samples = new ArrayList<>(pictures(12, channels, height, width));
            samples.addAll(train.subList(0, 3));
            long[] shape = {channels, height, width};
            requireSame(detector, samples, "images", stacked(samples, Sample::values, shape));
            List<Sample> larger = pictures(5, channels, height * 2 + 3, width + 5);
            shape = new long[] {channels, height * 2 + 3, width + 5};
            requireSame(detector, larger, "images", stacked(larger, Sample::values, shape));
        }
    }

    private List<Sample> pictures(int n, int channels, int height, int width) {
        List<Sample> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float[] values = new float[channels * height * width];
            float grey = random.nextInt(256) / 255f;
            float wave = 3 + random.nextFloat();
            for (int k = 0; k < values.length; k++) {
                int y = k / width % height;
                int x = k % width;
                boolean flat = i % 4 == 0 || x < width / 3;
                double v = 0.5 + 0.3 * Math.sin(x / wave) * Math.cos(y / wave) + 0.1 * random.nextGaussian();
                values[k] = flat ? grey : Math.round(255 * Math.max(0, Math.min(1, v))) / 255f;
            }
            all.add(Sample.of("picture " + i, values, channels, height, width));
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void mapsOfFeatures(Pooling pooling) {
        Samples train = Samples.of("maps", normals(25, 5, 6, 4));
        FitOptions options = with(1, EnergyKind.KERNEL, pooling);
        try (Detector detector = DetectorFit.fit(SampleKind.FEATURES, train, options, Progress.NONE)
                .detector()) {
            List<Sample> samples = normals(10, 5, 6, 4);
            requireSame(detector, samples, "maps", stacked(samples, Sample::values, 5, 6, 4));
        }
    }

    /** The backbone itself is a TorchScript file and stays outside. */
    @Test
    void mapsOfABackbone() throws Exception {
        Path net = folder.resolve("net.pt");
        ScriptFile.write(
                net,
                "def forward(self: " + Script.SELF + ", x: Tensor) -> List[Tensor]:\n"
                        + "  return [torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], False, True, None)]\n");
        Files.writeString(
                folder.resolve("net.yaml"), "size: 16\nmean: [0.5]\nstd: [0.25]\noutputs: {maps: [0], grid: [8, 8]}\n");
        TrustedPrograms.trust(net);
        Samples train = Samples.of("images", pictures(20, 1, 16, 16));
        FitOptions options = QUICK.withBackbone(net);
        try (Detector detector = DetectorFit.fit(SampleKind.IMAGES, train, options, Progress.NONE)
                .detector()) {
            List<Sample> samples = pictures(8, 1, 16, 16);
            var backbone = ((BackboneExtractor) detector.extractor()).backbone();
            HostTensor fed = stacked(samples, image -> backbone.features(image).values(), 1, 8, 8);
            requireSame(detector, samples, "maps", fed);
        }
    }

    /** A narrow window is its own features; a wide one has components and the length of the rest. */
    @ParameterizedTest
    @CsvSource({"10", "90"})
    void windowsOfSeries(int window) throws Exception {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int t = 0; t < 900; t++) {
            text.append(4 * Math.sin(t / 4.0) + random.nextGaussian() / 4)
                    .append(',')
                    .append(40 * Math.cos(t / 4.0) + random.nextGaussian())
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("series.csv"), text);
        Path model = folder.resolve("model");
        WindowChoice choice = WindowChoice.of(String.valueOf(window), 1, null);
        Detection.fitSeries(data, model, TableChoice.NONE, choice, FitOptions.defaults(0), Progress.NONE);
        try (Detector detector = ModelFolder.read(model);
                OnnxRun run = written(detector)) {
            double[] raw = new double[20 * window * 2];
            double[] expected = new double[20];
            for (int i = 0; i < 20; i++) {
                float[] one = new float[window * 2];
                for (int k = 0; k < one.length; k++) {
                    one[k] = (float) (k % 2 == 0 ? 4 * random.nextGaussian() : 40 * random.nextGaussian());
                    raw[i * one.length + k] = one[k];
                }
                float[] features = detector.extractor().of(Sample.of("window", one, one.length));
                expected[i] = detector.energies().get(0).of(features)[0];
            }
            Map<String, HostTensor> found = run.of(Map.of("windows", HostTensor.of(raw, 20, window, 2)));
            assertThat(found.keySet()).containsExactly("score");
            OnnxRun.requireSame("score", found.get("score"), HostTensor.of(expected, 20));
        }
    }

    private OnnxRun written(Detector detector) {
        Path file = folder.resolve("detector.onnx");
        DetectorGraph.of(detector).write(file, "test");
        return new OnnxRun(file);
    }

    @Test
    void theFileSaysWhatItIs() {
        Samples train = Samples.of("vectors", normals(50, 3));
        try (Detector detector = DetectorFit.fit(SampleKind.VECTORS, train, QUICK, Progress.NONE)
                        .detector();
                OnnxRun run = written(detector)) {
            assertThat(run.notes()).containsEntry("columns", "c1\nc2\nc3").containsEntry("kind", "vectors");
            assertThat(Double.parseDouble(run.notes().get("threshold")))
                    .isCloseTo(detector.calibration().threshold(), within(1e-9));
            HostTensor missing = HostTensor.of(new double[] {Double.NaN, 0, 0}, 1, 3);
            HostTensor score = run.of(Map.of("x", missing)).get("score");
            assertThat(score.dtype()).isEqualTo(DType.F32);
            assertThat(score.toFloats()[0]).isFinite();
        }
    }
}

package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.sun.management.OperatingSystemMXBean;
import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.InputRange;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.feature.TorchScriptFeatures;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.eval.quality.FrechetDistance;
import io.dxmi.eval.quality.GaussianStatistics;
import io.dxmi.eval.quality.Kid;
import io.dxmi.eval.quality.ManifoldOverlap;
import io.dxmi.eval.reference.FeatureSetBuilder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.ImageTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What each metric of images costs, at the size of Inception's features. */
@Command(
        name = "bench-metrics",
        mixinStandardHelpOptions = true,
        description = "Times Fréchet distance, KID, precision and recall, and the streaming of features.")
public final class MetricsBench implements Callable<Integer> {

    private static final int BATCH = 50;
    private static final int SIDE = 32;
    private static final int TURNS = 3;
    private static final int TILE = 512;

    /** A network with 2,048 features whose weights are made as it runs; a stand-in of 0.8 GFLOP a picture, where Inception has 11. */
    private static final String NETWORK = """
            def forward(self: __torch__.Program, x: Tensor) -> Tensor:
              w0 = torch.reshape(torch.sin(torch.arange(1728, dtype=6)), [64, 3, 3, 3])
              w1 = torch.reshape(torch.sin(torch.arange(73728, dtype=6)), [128, 64, 3, 3])
              w2 = torch.reshape(torch.sin(torch.arange(147456, dtype=6)), [128, 128, 3, 3])
              w3 = torch.reshape(torch.sin(torch.arange(262144, dtype=6)), [2048, 128])
              h0 = torch.relu(torch.conv2d(x, w0, None, [1, 1], [1, 1]))
              h1 = torch.relu(torch.conv2d(h0, w1, None, [1, 1], [1, 1]))
              h2 = torch.relu(torch.conv2d(h1, w2, None, [1, 1], [1, 1]))
              h3 = torch.relu(torch.conv2d(h2, w2, None, [1, 1], [1, 1]))
              return torch.matmul(torch.mean(h3, [2, 3]), torch.t(w3))
            """;

    @Option(names = "--dimensions", description = "Length of features (default ${DEFAULT-VALUE}).")
    private int dimensions = 2048;

    @Option(
            names = "--points",
            description = "Points on each side of KID, precision and recall (default ${DEFAULT-VALUE}).")
    private int points = 10_000;

    @Option(names = "--images", description = "Images that are streamed (default ${DEFAULT-VALUE}).")
    private int images = 500;

    @Option(names = "--threads", description = "Threads of the engine, read by the launcher (default 1).")
    private int threads = 1;

    private final PrintStream out = System.out;

    private MetricsBench() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MetricsBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        print(
                "%d cores, %d thread(s) of the engine, %d dimensions; wall-clock seconds, CPU seconds in brackets",
                Runtime.getRuntime().availableProcessors(), threads, dimensions);
        streaming();
        frechet();
        betweenPoints();
        return 0;
    }

    private void frechet() {
        GaussianStatistics a = statistics(1, dimensions + 200);
        GaussianStatistics b = statistics(2, dimensions + 200);
        double[][] covarianceA = a.covariance();
        double[][] covarianceB = b.covariance();
        for (int turn = 0; turn < 2; turn++) { // the first warms up
            time("FID, matrix part", () -> FrechetDistance.squared(a.mean(), covarianceA, b.mean(), covarianceB));
        }
        double[][] singular = statistics(3, dimensions - 1).covariance();
        time(
                "FID, matrix part, a singular side",
                () -> FrechetDistance.squared(a.mean(), covarianceA, b.mean(), singular));
    }

    private GaussianStatistics statistics(long seed, int count) {
        GaussianStatistics statistics = new GaussianStatistics(dimensions);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) statistics.add(row(random));
        return statistics;
    }

    private double[] row(SplittableRandom random) {
        double[] row = new double[dimensions];
        // Sums of uniforms: cheap, and as good as Gaussians for a timing.
        for (int j = 0; j < row.length; j++) row[j] = random.nextDouble() + random.nextDouble() - 1;
        return row;
    }

    private void betweenPoints() {
        double[][] a = set(3);
        double[][] b = set(4);
        long before = peakMegabytes();
        int subset = Math.min(1000, points);
        for (int turn = 0; turn < 2; turn++) { // the first warms up
            double both = time(
                            "KID, 10 subsets of 1,000",
                            () -> Kid.ofSubsets(a, b, 10, subset, 0).mean())
                    + time(
                            "precision, recall, density, coverage",
                            () -> ManifoldOverlap.of(a, b, 3, 5).precision(0));
            double products = time("their products in float32, alone", () -> products(subset));
            print("  KID and the four over their products: %.2f of the processor time", both / products);
        }
        print("  heap                                  %d MB with both sets, %d MB after", before, peakMegabytes());
    }

    private double[][] set(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] set = new double[points][];
        Arrays.setAll(set, i -> row(random));
        return set;
    }

    private static long peakMegabytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    /** Two clocks: the wall's and the processor time of all threads, nanoseconds. */
    private record Clock(long wall, long cpu) {

        static Clock now() {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            return new Clock(System.nanoTime(), system.getProcessCpuTime());
        }

        double secondsSince(Clock start) {
            return (wall - start.wall) / 1e9;
        }

        double cpuSecondsSince(Clock start) {
            return (cpu - start.cpu) / 1e9;
        }
    }

    private interface Work {
        double run();
    }

    /** The products of rows that KID and the four take, and nothing else: pairs within each set once, and across. */
    private double products(int subset) {
        try (NDManager scope = Torch.open()) {
            NDArray rows = scope.randomNormal(new Shape(Math.max(points, subset), dimensions));
            double sum = 0;
            for (int i = 0; i < 10; i++) sum += squares(rows, subset);
            return sum + squares(rows, points);
        }
    }

    private static double squares(NDArray rows, int count) {
        double sum = 0;
        for (int set = 0; set < 3; set++) {
            for (int i = 0; i < count; i += TILE) {
                for (int j = 0; j < (set < 2 ? i + 1 : count); j += TILE) sum += product(rows, i, j, count);
            }
        }
        return sum;
    }

    private static double product(NDArray rows, int i, int j, int count) {
        try (NDManager scope = rows.getManager().newSubManager()) {
            rows.tempAttach(scope);
            NDArray a = rows.get(new NDIndex("{}:{}", i, Math.min(count, i + TILE)));
            NDArray b = rows.get(new NDIndex("{}:{}", j, Math.min(count, j + TILE)));
            return a.matMul(b.transpose()).getShape().get(0);
        }
    }

    private double time(String what, Work work) {
        Clock start = Clock.now();
        double result = work.run();
        Clock end = Clock.now();
        print("%-38s %6.2f [%.2f]   (%.6g)", what, end.secondsSince(start), end.cpuSecondsSince(start), result);
        return end.cpuSecondsSince(start);
    }

    private void streaming() throws IOException {
        Path folder = Files.createTempDirectory("dxmi-bench");
        Path script = folder.resolve("network.pt");
        Path zip = folder.resolve("images.zip");
        ScriptFile.write(script, NETWORK);
        writeImages(zip);
        TorchScriptOptions options = new TorchScriptOptions(
                "bench",
                new TorchScriptOptions.Input(
                        InputRange.SIGNED, 3, SIDE, SIDE, Optional.empty(), List.of(), List.of(), List.of()),
                new TorchScriptOptions.Outputs(0, -1, 0, -1, List.of(), 0, 0),
                false);
        try (NDManager root = Torch.open();
                FeatureExtractor extractor = new TorchScriptFeatures(root, script, options);
                ImageSource source = ImageSources.open(zip)) {
            List<Image> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) batch.add(source.load(i));
            double own = 0;
            double streamed = 0;
            for (int turn = -1;
                    turn < TURNS;
                    turn++) { // in turns, so that other work slows both alike; the first warms up
                double o = own(extractor, batch);
                double s = streamed(extractor, source);
                if (turn < 0) continue;
                own += o;
                streamed += s;
            }
            int total = TURNS * images;
            print(
                    "features, %d pictures of %dx%d in a ZIP of PNG: streamed %.0f/s, the extractor alone %.0f/s, ratio %.2f",
                    images, SIDE, SIDE, total / streamed, total / own, own / streamed);
        } finally {
            Files.delete(zip);
            Files.delete(script);
            Files.delete(folder);
        }
    }

    private double own(FeatureExtractor extractor, List<Image> batch) {
        Clock start = Clock.now();
        for (int done = 0; done < images; done += BATCH) extractor.of(batch);
        return Clock.now().secondsSince(start);
    }

    private double streamed(FeatureExtractor extractor, ImageSource source) {
        Clock start = Clock.now();
        FeatureSetBuilder tally =
                new FeatureSetBuilder(extractor.identity(), extractor.dimensions(), 0, 0, Math.min(images, 1000), 0);
        new Extraction(extractor, ImageTransform.none(), CorruptImages.refused(), BATCH)
                .run(source, Selection.of(source.count(), images, 0), Progress.NONE, (part, f) -> tally.add(f));
        return Clock.now().secondsSince(start);
    }

    private void writeImages(Path zip) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream archive = new ZipOutputStream(file)) {
            for (int i = 0; i < images; i++) {
                BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < SIDE * SIDE; p++) image.setRGB(p % SIDE, p / SIDE, random.nextInt());
                archive.putNextEntry(new ZipEntry(i + ".png"));
                ImageIO.write(image, "png", archive);
            }
        }
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}

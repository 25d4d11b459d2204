package io.dxmi.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.ZooModel;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.detect.AnomalyModels;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.FittedModel;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.engine.Torch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a process grows: resident memory, open files and temporary files of a training and of detectors in use. */
@Command(
        name = "bench-memory",
        mixinStandardHelpOptions = true,
        description = "Prints resident memory, open files and temporary files over a training and over predictions.")
public final class MemoryBench implements Callable<Integer> {

    private static final int LINES = 10;
    private static final int NORMAL = 500;
    private static final int COLUMNS = 8;
    private static final int SIDE = 16;

    @Option(names = "--iterations", description = "Iterations of DxMI on eight Gaussians (default ${DEFAULT-VALUE}).")
    private long iterations = 20_000;

    @Option(
            names = "--predictions",
            description = "Rows of a table, and pictures, that are scored one by one (default ${DEFAULT-VALUE} each).")
    private long predictions = 100_000;

    private final SplittableRandom random = new SplittableRandom(0);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MemoryBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        System.out.println(Growth.HEADER);
        train();
        predictRows();
        predictPictures();
        return 0;
    }

    /** Checkpoints, rows and measurements are as frequent as in a run of the preset, or more. */
    private void train() throws IOException {
        Path folder = Files.createTempDirectory("bench-memory").resolve("run");
        Config config = ConfigLoader.preset(
                "8gaussians",
                List.of(
                        "trainer.iterations=" + iterations,
                        "trainer.batch=64",
                        "trainer.report_every=" + Math.max(1, Math.min(50, iterations / LINES)),
                        "pretrain.iterations=100",
                        "pretrain.batch=64",
                        "evaluation.every=" + Math.max(1, iterations / LINES / 4)));
        Growth growth = new Growth("train", iterations, LINES);
        Progress watch = new Progress() {
            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                if (phase.equals("train")) growth.at(done);
            }
        };
        try (TrainingRun run = new TrainingRun(config, Torch.device());
                RunFolder out = RunFolder.create(folder, config, RunRecord.now(List.of(), 0, "cpu"))) {
            run.run(out, watch, new StopFlag());
        }
    }

    private void predictRows() {
        Growth growth = new Growth("rows", predictions, LINES);
        FitOptions options = FitOptions.defaults(0).withEnergy(EnergyKind.AUTOENCODER);
        try (Detector detector = fit(SampleKind.TABLE, options, COLUMNS).detector()) {
            for (long i = 1; i <= predictions; i++) {
                detector.score(sample(COLUMNS));
                growth.at(i);
            }
        }
    }

    /** As a Java program does it: through DJL's predictor. */
    private void predictPictures() throws Exception {
        Path folder = Files.createTempDirectory("bench-memory").resolve("model");
        FittedModel fitted = fit(SampleKind.IMAGES, FitOptions.defaults(0), 3, SIDE, SIDE);
        ModelFolder.write(folder, fitted);
        fitted.detector().close();
        Growth growth = new Growth("pictures", predictions, LINES);
        try (ZooModel<Image, AnomalyResult> model = AnomalyModels.images(folder).loadModel();
                Predictor<Image, AnomalyResult> predictor = model.newPredictor()) {
            for (long i = 1; i <= predictions; i++) {
                predictor.predict(ImageFactory.getInstance().fromImage(picture()));
                growth.at(i);
            }
        }
    }

    private FittedModel fit(SampleKind kind, FitOptions options, long... shape) {
        List<Sample> normal = new ArrayList<>();
        for (int i = 0; i < NORMAL; i++) normal.add(sample(shape));
        return DetectorFit.fit(kind, Samples.of("normal samples", normal), options, Progress.NONE);
    }

    private Sample sample(long... shape) {
        int size = 1;
        for (long extent : shape) size *= (int) extent;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) random.nextDouble();
        return new Sample("drawn", "", 0, values, shape, null);
    }

    private BufferedImage picture() {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) picture.setRGB(i % SIDE, i / SIDE, random.nextInt());
        return picture;
    }
}

package io.dxmi.bench;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.engine.Torch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Whether a training on pictures in a folder grows with their number: {@code scripts/bench-pictures}. */
public final class PicturesBench {

    private static final int SIDE = 32;
    private static final int A_FOLDER = 1000;
    private static final int ITERATIONS = 100;

    private PicturesBench() {}

    /** {@code make FOLDER COUNT[xSIDE]} writes pictures; {@code train FOLDER RUN} trains shortly and prints one line. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("make")) {
            int x = arguments[2].indexOf('x');
            int side = x < 0 ? SIDE : Integer.parseInt(arguments[2].substring(x + 1));
            make(folder, Integer.parseInt(x < 0 ? arguments[2] : arguments[2].substring(0, x)), side);
        } else {
            train(folder, Path.of(arguments[2]));
        }
    }

    /** Small ones are PNG files, larger ones JPEG, as photographs are. */
    private static void make(Path folder, int count, int side) throws IOException {
        String format = side == SIDE ? "png" : "jpg";
        ImageIO.setUseCache(false);
        SplittableRandom random = new SplittableRandom(0);
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < count; i++) {
            int colour = random.nextInt();
            for (int p = 0; p < side * side; p++) {
                picture.setRGB(p % side, p / side, colour + (p % side) * 0x70301 + (p / side) * 0x10305);
            }
            Path part = Files.createDirectories(folder.resolve(String.format(Locale.ROOT, "%04d", i / A_FOLDER)));
            ImageIO.write(picture, format, part.resolve(i + "." + format).toFile());
        }
    }

    private static void train(Path folder, Path run) {
        Config config = ConfigLoader.preset(
                "images32",
                List.of(
                        "data.path=" + folder,
                        "sampler.network.width=8",
                        "pretrain.iterations=" + ITERATIONS,
                        "pretrain.batch=8",
                        "trainer.iterations=0",
                        "trainer.batch=8",
                        "evaluation.every=0",
                        "evaluation.before=false",
                        "evaluation.samples=4"));
        double[] first = {0};
        Progress clock = new Progress() {
            @Override
            public void step(String phase, long done, Map<String, Double> scalars) {
                if (phase.equals("pretrain") && done == 1) first[0] = sinceStart();
            }
        };
        try (TrainingRun training = new TrainingRun(config, Torch.device());
                RunFolder place = RunFolder.create(run, config, RunRecord.now(List.of(), config.seed(), "cpu"))) {
            training.run(place, clock, new StopFlag());
        }
        System.out.printf(
                Locale.ROOT,
                "%s pictures: first iteration after %.1f s, %d MB resident at most, %.0f s in all%n",
                folder.getFileName(),
                first[0],
                ResidentMemory.peak().orElse(-1L),
                sinceStart());
    }

    private static double sinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1e3;
    }
}

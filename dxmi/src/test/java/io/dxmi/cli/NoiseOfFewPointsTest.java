package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.data.PointFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transport from 256 points on a cube of 4 dimensions in 16 to the same cube, one up or down along another axis: the last
 * noise against the rule of {@code NoiseRule}, 0.22 here. Noise above it costs, less gains little.
 */
@Tag("slow")
class NoiseOfFewPointsTest {

    private static final int DIMENSIONS = 16;
    private static final int CUBE = 4;

    /** Half of them are held out. */
    private static final int POINTS = 512;

    private static final int FRESH = 50;
    private static final int DRAWS = 1024;

    @TempDir
    Path folder;

    private static float[] point(SplittableRandom random, boolean target) {
        float[] point = new float[DIMENSIONS];
        for (int k = 0; k < CUBE; k++) point[k] = (float) (2 * random.nextDouble() - 1);
        if (target) point[CUBE] = random.nextBoolean() ? 1 : -1;
        return point;
    }

    private float[][] write(String name, int count, SplittableRandom random, boolean target) throws Exception {
        float[][] points = new float[count][];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            points[i] = point(random, target);
            text.append(Arrays.toString(points[i]).replaceAll("[\\[\\] ]", "")).append('\n');
        }
        Files.writeString(folder.resolve(name), text);
        return points;
    }

    private void run(String... arguments) throws Exception {
        Result result = new Processes(Main.class, folder).run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
    }

    /** The plan's error with a last noise, on fresh points. */
    private double error(double noise, int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        write("a.csv", POINTS, random, false);
        write("b.csv", POINTS, random, true);
        float[][] fresh = write("fresh.csv", FRESH, random, false);
        String name = noise + "-" + seed;
        run(
                "train",
                "transport",
                "data.source=a.csv",
                "data.path=b.csv",
                "game.to=" + noise,
                "energy.optimizer.rate=1e-3",
                "evaluation.every=0",
                "evaluation.samples=64",
                "evaluation.projections=10",
                "--seed",
                "" + seed,
                "--out",
                name,
                "--quiet");
        run("translate", name, "fresh.csv", "--draws", "" + DRAWS, "--out", name + ".npz", "--quiet");
        float[] results = PointFiles.read(folder.resolve(name + ".npz")).values();
        double sum = 0;
        for (int i = 0; i < FRESH; i++) {
            sum += ofPoint(fresh[i], Arrays.copyOfRange(results, i * DRAWS * DIMENSIONS, (i + 1) * DRAWS * DIMENSIONS));
        }
        return sum / FRESH;
    }

    /** Squared Wasserstein-2 distance of the draws from one half up and one half down: the upper half of them goes up. */
    private static double ofPoint(float[] x, float[] draws) {
        double[] heights = new double[DRAWS];
        double sum = 0;
        for (int j = 0; j < DRAWS; j++) {
            for (int k = 0; k < DIMENSIONS; k++) {
                double d = draws[j * DIMENSIONS + k] - x[k];
                if (k == CUBE) heights[j] = d;
                else sum += d * d;
            }
        }
        Arrays.sort(heights);
        for (int j = 0; j < DRAWS; j++) {
            double d = heights[j] - (j < DRAWS / 2 ? -1 : 1);
            sum += d * d;
        }
        return sum / DRAWS;
    }

    private static final double[] NOISES = {0.5, 0.25, 0.12, 0.03};

    /** The mean of two seeds of an independent implementation in NumPy, whose draws have equal sides. */
    private static final double[] REFERENCE = {0.713, 0.363, 0.303, 0.280};

    /** Mean over seeds with one of the noises; it has to be near the reference. */
    private double error(int noise, int seeds, double tolerance) throws Exception {
        double mean = 0;
        for (int seed = 0; seed < seeds; seed++) mean += error(NOISES[noise], seed) / seeds;
        assertThat(mean).as("noise " + NOISES[noise]).isCloseTo(REFERENCE[noise], within(tolerance));
        return mean;
    }

    /** 1,024 independent draws add 0.05, and two seeds differ by up to 0.18 here; those of the other noises are at most 0.36. */
    @Test
    void aNoiseAboveTheRuleHasTheErrorOfTheReference() throws Exception {
        error(0, 1, 0.2);
    }

    /** All noises with two seeds take minutes, so that they run only with -Ddxmi.noises=all. The mean of two: 0.1. */
    @Test
    @EnabledIfSystemProperty(named = "dxmi.noises", matches = "all")
    void noiseAboveTheRuleCostsAndLessGainsLittle() throws Exception {
        double[] found = new double[NOISES.length];
        for (int k = 0; k < found.length; k++) found[k] = error(k, 2, 0.1);
        String all = Arrays.toString(found);
        assertThat(found[0]).as(all).isGreaterThan(1.5 * found[1]);
        assertThat(found[2]).as(all).isLessThan(1.25 * found[3]);
    }
}

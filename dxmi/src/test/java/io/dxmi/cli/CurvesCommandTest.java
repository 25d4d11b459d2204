package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.data.SpectralBasis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transport between curves as a user meets it: files on two grids, translation on a third, and what is refused. */
@Tag("slow")
class CurvesCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MODES = 12;

    private static final SpectralBasis BASIS = new SpectralBasis(SpectralBasis.Kind.COSINE, MODES);

    @TempDir
    Path folder;

    @BeforeEach
    void curves() throws Exception {
        write("a.csv", coefficients(80, 1), 20);
        write("b.csv", coefficients(80, 2), 30);
        write("new.csv", coefficients(5, 3), 20);
        write("fine.csv", coefficients(5, 3), 80);
    }

    private static float[] coefficients(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * MODES];
        for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() / (1 + i % MODES));
        return values;
    }

    private void write(String name, float[] coefficients, int grid) throws Exception {
        float[] curves = BASIS.curves(coefficients, grid);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < grid; i++) text.append(i == 0 ? "t" : ",t").append(i);
        for (int i = 0; i < curves.length; i++) {
            text.append(i % grid == 0 ? '\n' : ',').append(curves[i]);
        }
        Files.writeString(folder.resolve(name), text.append('\n'));
    }

    private Result dxmi(String... arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments);
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return JSON.readTree(result.out());
    }

    private void refused(String message, String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(message);
    }

    private static String[] words(String... more) {
        List<String> words = new ArrayList<>(List.of("train", "transport-curves", "data.source=a.csv"));
        words.addAll(List.of("data.path=b.csv", "data.modes=" + MODES, "trainer.iterations=20", "trainer.batch=32"));
        words.addAll(List.of("evaluation.samples=40", "evaluation.every=0", "--out", "run", "--quiet"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private float[] coefficientsOf(String name, int grid) {
        DataSet found = PointFiles.read(folder.resolve(name));
        assertThat(found.dimensions()).isEqualTo(grid);
        return BASIS.coefficients(found.values(), grid);
    }

    @Test
    void oneRunTranslatesTheSameCurvesOnEveryGrid() throws Exception {
        JsonNode summary = succeed(words());
        assertThat(summary.at("/metrics/transport_cost").asDouble()).isPositive();
        assertThat(folder.resolve("run/transport.png")).exists();
        Files.delete(folder.resolve("a.csv"));
        Files.delete(folder.resolve("b.csv"));

        succeed("translate", "run", "new.csv", "--draws", "2", "--out", "coarse-b.csv", "--quiet");
        succeed("translate", "run", "fine.csv", "--draws", "2", "--out", "fine-b.csv", "--quiet");
        float[] coarse = coefficientsOf("coarse-b.csv", 20);
        assertThat(coarse).hasSize(5 * 2 * MODES);
        assertThat(coefficientsOf("fine-b.csv", 80)).containsExactly(coarse, within(1e-4f));
        assertThat(coarse[MODES]).isNotEqualTo(coarse[0]); // two draws of one curve
        assertThat(Files.readAllLines(folder.resolve("coarse-b.csv")).get(0)).startsWith("t0,t1,");

        double[] scores = scores("new.csv");
        assertThat(scores).hasSize(5);
        assertThat(scores("fine.csv")).containsExactly(scores, within(1e-4));
    }

    private double[] scores(String name) throws Exception {
        Result result = dxmi("score", "run", name);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out().lines().mapToDouble(Double::parseDouble).toArray();
    }

    /** Part of a curve that its first modes do not show stays as it is. */
    @Test
    void detailsBeyondTheModesAreKept() throws Exception {
        succeed(words());
        int grid = 40;
        int beyond = MODES + 3;
        SpectralBasis more = new SpectralBasis(SpectralBasis.Kind.COSINE, MODES + 4);
        float[] detailed = new float[MODES + 4];
        detailed[1] = 0.5f;
        detailed[beyond] = 0.7f;
        StringBuilder text = new StringBuilder();
        for (float value : more.curves(detailed, grid))
            text.append(text.isEmpty() ? "" : ",").append(value);
        Files.writeString(folder.resolve("detailed.csv"), text.append('\n'));
        succeed("translate", "run", "detailed.csv", "--out", "out.csv", "--quiet");
        float[] out =
                more.coefficients(PointFiles.read(folder.resolve("out.csv")).values(), grid);
        assertThat(out[beyond]).isCloseTo(0.7f, within(1e-5f));
        assertThat(out[1]).isNotCloseTo(0.5f, within(1e-4f));
    }

    @Test
    void whatCannotBeDoneIsRefusedInOneLine() throws Exception {
        refused(
                "at least 25 values (data.modes), got 20 columns; train with data.modes=20 or fewer",
                words("data.modes=25"));
        refused("game.to=auto", words("game.to=auto"));
        refused(
                "give data.source=FILE",
                "train",
                "transport-curves",
                "data.path=b.csv",
                "data.modes=4",
                "trainer.batch=32");
        refused("are for curves", "train", "transport-one-to-many", "game.spectrum=brownian");
        refused("game.from above 0", words("game.from=0", "game.spectrum=decay"));
        Files.writeString(folder.resolve("loud.csv"), "100,200,300,400\n".repeat(40));
        refused("divide all curves", words("data.source=loud.csv", "data.modes=4"));
        assertThat(folder.resolve("run")).doesNotExist();
    }
}

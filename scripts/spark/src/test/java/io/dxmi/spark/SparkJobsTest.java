package io.dxmi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results on two threads of Spark are those of the commands of one process. */
class SparkJobsTest {

    @TempDir
    static Path folder;

    private static Inputs inputs;

    @BeforeAll
    static void make() throws IOException {
        inputs = new Inputs(folder);
        inputs.make();
    }

    private static int spark(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--master", "local[2]", "--quiet"));
        return Main.run(all.toArray(String[]::new));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void samplesAreTheSameBytes() {
        String run = inputs.run().toString();
        for (String ending : List.of("csv", "npz")) {
            String[] how = {"-n", "2330", "--batch", "130", "--seed", "3", "--out"};
            String one = path("one." + ending);
            String many = path("many." + ending);
            Inputs.dxmi("sample", run, how[0], how[1], how[2], how[3], how[4], how[5], how[6], one, "--quiet");
            assertThat(spark("sample", run, how[0], how[1], how[2], how[3], how[4], how[5], how[6], many))
                    .isZero();
            assertThat(Path.of(many)).hasSameBinaryContentAs(Path.of(one));
        }
    }

    @Test
    void aTableOfSamplesHoldsTheSameNumbers() {
        String run = inputs.run().toString();
        Inputs.dxmi("sample", run, "-n", "900", "--batch", "100", "--out", path("table-one.csv"), "--quiet");
        assertThat(spark("sample", run, "-n", "900", "--batch", "100", "--out", path("samples.parquet")))
                .isZero();
        float[] expected = PointFiles.read(folder.resolve("table-one.csv")).values();
        List<Row> rows = read("samples.parquet");
        assertThat(rows).hasSize(900);
        for (Row row : rows) {
            int i = (int) row.getLong(0);
            assertThat(row.<Float>getList(1)).containsExactly(expected[2 * i], expected[2 * i + 1]);
        }
        assertThat(spark("sample", run, "-n", "900", "--out", path("samples.parquet")))
                .as("what is there is left alone")
                .isEqualTo(2);
    }

    @Test
    void scoresAreTheSameBytes() {
        for (String ending : List.of("csv", "jsonl")) {
            String one = path("scores-one." + ending);
            String many = path("scores-many." + ending);
            String data = inputs.table().toString();
            Inputs.dxmi("detect", "score", inputs.model().toString(), "--data", data, "--out", one, "--quiet");
            assertThat(spark("score", inputs.model().toString(), "--data", data, "--out", many))
                    .isZero();
            assertThat(Path.of(many)).hasSameBinaryContentAs(Path.of(one));
        }
    }

    @Test
    void aTableIsTransformed() throws IOException {
        String data = inputs.table().toString();
        Inputs.dxmi("detect", "score", inputs.model().toString(), "--data", data, "--out", path("s.csv"), "--quiet");
        assertThat(spark("score", inputs.model().toString(), "--data", data, "--out", path("scored.parquet")))
                .isZero();
        List<String> expected = Files.readAllLines(folder.resolve("s.csv")).stream()
                .skip(1)
                .map(line -> String.join(",", Arrays.asList(line.split(",")).subList(1, 4)))
                .toList();
        List<String> scored = read("scored.parquet").stream()
                .map(row -> row.getDouble(3) + "," + row.getDouble(4) + "," + (row.getBoolean(5) ? 1 : 0))
                .toList();
        assertThat(scored).hasSize(700).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void numbersInParquetScoreAsTheirTexts() {
        String data = inputs.table().toString();
        Inputs.dxmi("detect", "score", inputs.model().toString(), "--data", data, "--out", path("t.csv"), "--quiet");
        SparkSession spark = Application.start("local[2]", Map.of(), false);
        try {
            spark.read()
                    .option("header", "true")
                    .option("inferSchema", "true")
                    .csv(data)
                    .write()
                    .parquet(path("typed.parquet"));
        } finally {
            spark.stop();
        }
        assertThat(spark(
                        "score",
                        inputs.model().toString(),
                        "--data",
                        path("typed.parquet"),
                        "--out",
                        path("typed-scored.parquet")))
                .isZero();
        assertThat(spark("score", inputs.model().toString(), "--data", data, "--out", path("text-scored.parquet")))
                .isZero();
        assertThat(read("typed-scored.parquet").stream().map(row -> row.getDouble(3)))
                .containsExactlyInAnyOrderElementsOf(read("text-scored.parquet").stream()
                        .map(row -> row.getDouble(3))
                        .toList());
    }

    @Test
    void statisticsAreTheSame() {
        String pictures = inputs.pictures().toString();
        Inputs.dxmi(
                "reference",
                "build",
                pictures,
                "--batch",
                "10",
                "--keep",
                "20",
                "--out",
                path("one-ref.npz"),
                "--quiet");
        assertThat(spark("statistics", pictures, "--batch", "10", "--keep", "20", "--out", path("many-ref.npz")))
                .isZero();
        requireSame(folder.resolve("one-ref.npz"), folder.resolve("many-ref.npz"));
    }

    static void requireSame(Path one, Path many) {
        Map<String, HostTensor> expected = Npz.read(one);
        Map<String, HostTensor> found = Npz.read(many);
        for (String name : List.of("mu", "sigma")) {
            double[] a = expected.get(name).toDoubles();
            double[] b = found.get(name).toDoubles();
            assertThat(b).hasSameSizeAs(a);
            for (int i = 0; i < a.length; i++) assertThat(b[i]).isCloseTo(a[i], within(1e-9));
        }
        assertThat(found.get("keys").data()).isEqualTo(expected.get("keys").data());
        assertThat(found.get("features").data())
                .isEqualTo(expected.get("features").data());
    }

    @Test
    void mistakesEndWithTwo() throws IOException {
        String model = inputs.model().toString();
        Path other = Files.writeString(folder.resolve("other.csv"), "c,d\n1,2\n");
        assertThat(spark("score", model, "--data", other.toString(), "--out", path("no.csv")))
                .isEqualTo(2);
        assertThat(spark("score", model, "--data", other.toString(), "--out", path("no.parquet")))
                .isEqualTo(2);
        assertThat(spark("score", model, "--data", path("none.csv"), "--out", path("no.parquet")))
                .isEqualTo(2);
        assertThat(spark("sample", path("none"), "--out", path("no.csv"))).isEqualTo(2);
        assertThat(spark("sample", inputs.run().toString(), "--class", "4", "--out", path("no.csv")))
                .isEqualTo(2);
        assertThat(spark("statistics", path("none"), "--out", path("no.npz"))).isEqualTo(2);
        assertThat(Main.run("sample", inputs.run().toString(), "--out", path("no.csv"), "--master", "cluster"))
                .isEqualTo(2);
        assertThat(folder.resolve("no.csv")).doesNotExist();
        assertThat(folder.resolve("no.npz")).doesNotExist();
    }

    private static List<Row> read(String name) {
        SparkSession spark = Application.start("local[2]", Map.of(), false);
        try {
            return spark.read().parquet(path(name)).collectAsList();
        } finally {
            spark.stop();
        }
    }
}

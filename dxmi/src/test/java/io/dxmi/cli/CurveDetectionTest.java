package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anomalies among curves as a user finds them: fitted on one grid, scored and evaluated on another. */
@Tag("slow")
class CurveDetectionTest {

    @TempDir
    Path folder;

    @BeforeEach
    void curves() throws Exception {
        write("normal.csv", 60, 40, 0, 1);
        write("fine.csv", 30, 90, 6, 2);
    }

    /** Waves of random phase; in the last ones, a part is missing. */
    private void write(String name, int rows, int values, int odd, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("meter");
        for (int j = 0; j < values; j++) text.append(",v").append(j);
        text.append(",label\n");
        for (int i = 0; i < rows; i++) {
            boolean broken = i >= rows - odd;
            double phase = random.nextGaussian();
            text.append("M").append(i);
            for (int j = 0; j < values; j++) {
                double t = (j + 0.5) / values;
                double wave = broken && t > 0.5 && t < 0.8 ? 0 : Math.sin(6 * t + phase);
                text.append(',').append(3 + wave + 0.05 * random.nextGaussian());
            }
            text.append(broken ? ",1\n" : ",0\n");
        }
        Files.writeString(folder.resolve(name), text);
    }

    private JsonNode succeed(String arguments) throws Exception {
        Result result = new Processes(Main.class, folder).run(("detect " + arguments + " --quiet").split(" "));
        assertThat(result.code()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void fromTheFitToScoresOnAnotherGrid() throws Exception {
        JsonNode fitted = succeed("fit --data normal.csv --drop meter --curves auto --out model.dxmi");
        assertThat(fitted.get("kind").asText()).isEqualTo("curves");
        assertThat(fitted.get("values").asInt()).isEqualTo(40);
        assertThat(fitted.get("modes").asInt()).isBetween(3, 12);
        JsonNode scored = succeed("score model.dxmi --data fine.csv --out scores.csv");
        assertThat(scored.get("samples").asInt()).isEqualTo(30);
        List<String> lines = Files.readAllLines(folder.resolve("scores.csv"));
        assertThat(lines.get(0)).isEqualTo("sample,score,p_value,anomaly,columns,id");
        for (int i = 25; i <= 30; i++)
            assertThat(lines.get(i)).contains(",1,", "mode ").endsWith(",M" + (i - 1));
        succeed("score model.dxmi --data fine.csv --out parallel.csv --jobs 2");
        assertThat(folder.resolve("parallel.csv")).hasSameTextualContentAs(folder.resolve("scores.csv"));
        JsonNode measured = succeed("evaluate model.dxmi --data fine.csv --report page");
        assertThat(measured.get("metrics").get("auroc").asDouble()).isGreaterThan(0.99);
        JsonNode ranked = succeed("outliers fine.csv --drop meter --curves 6 --contamination 0.2 --out ranked.csv");
        assertThat(ranked.get("outliers").asInt()).isEqualTo(6);
        assertThat(ranked.get("modes").asInt()).isEqualTo(6);
        Result exported =
                new Processes(Main.class, folder).run("export", "model.dxmi", "--format", "onnx", "--out", "onnx");
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(folder.resolve("onnx/detector.onnx")).exists();
    }
}

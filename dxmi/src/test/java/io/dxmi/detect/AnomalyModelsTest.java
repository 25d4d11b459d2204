package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictors of rows and vectors agree with the command, from a read-only folder that was moved. */
class AnomalyModelsTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    private Path fit(Path data) {
        Path model = folder.resolve("model");
        Detection.fit(data, model, TableChoice.NONE, UNTRAINED, Progress.NONE);
        return model;
    }

    private List<String> scores(Path model, Path data) throws IOException {
        Path scores = folder.resolve("scores.csv");
        Detection.score(model, data, scores, null, TableChoice.NONE, Progress.NONE);
        List<String> lines = Files.readAllLines(scores);
        return lines.subList(1, lines.size());
    }

    private static Path moved(Path model, Path to) throws IOException {
        Files.move(model, to);
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList())
                assertThat(file.toFile().setReadOnly()).isTrue();
        }
        assertThat(to.toFile().setReadOnly()).isTrue();
        return to;
    }

    private static void same(AnomalyResult result, String line) {
        String[] fields = line.split(",", -1);
        assertThat(result.score()).isEqualTo(Double.parseDouble(fields[1]));
        assertThat(result.pValue()).isCloseTo(Double.parseDouble(fields[2]), within(1e-6));
        assertThat(result.anomalous()).isEqualTo(fields[3].equals("1"));
        assertThat(result.map()).isNull();
    }

    private static List<Map<String, String>> machines() {
        Random random = new Random(3);
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Map<String, String> row = new HashMap<>();
            row.put(
                    "temp",
                    i == 9 ? "" : String.format(Locale.ROOT, "%.2f", 20 + random.nextGaussian() + (i == 5 ? 30 : 0)));
            row.put("state", i == 7 ? "broken" : i % 2 == 0 ? "run" : "idle");
            row.put("day", String.format(Locale.ROOT, "2026-01-%02d", i % 28 + 1));
            rows.add(row);
        }
        return rows;
    }

    private static Path table(Path file, List<Map<String, String>> rows) throws IOException {
        StringBuilder text = new StringBuilder("temp,state,day\n");
        for (Map<String, String> row : rows) {
            text.append(row.get("temp") + "," + row.get("state") + "," + row.get("day") + "\n");
        }
        return Files.writeString(file, text.toString());
    }

    @Test
    void rowsAreJudgedAsByTheCommand() throws Exception {
        List<Map<String, String>> rows = machines();
        List<Map<String, String>> normal = new ArrayList<>(rows);
        normal.removeIf(
                row -> row.get("state").equals("broken") || row.get("temp").startsWith("5"));
        Path model = fit(table(folder.resolve("normal.csv"), normal));
        List<String> expected = scores(model, table(folder.resolve("all.csv"), rows));
        try (ZooModel<Map<String, String>, AnomalyResult> zoo = AnomalyModels.rows(
                                moved(model, folder.resolve("elsewhere")))
                        .loadModel();
                Predictor<Map<String, String>, AnomalyResult> predictor = zoo.newPredictor()) {
            for (int i = 0; i < rows.size(); i++) same(predictor.predict(rows.get(i)), expected.get(i));
            assertThat(predictor.predict(rows.get(5)).anomalous()).isTrue();
            Map<String, String> missing = new HashMap<>(rows.get(9));
            missing.put("temp", null);
            missing.put("unknown column", "is ignored");
            same(predictor.predict(missing), expected.get(9));
            missing.remove("temp");
            refuses(predictor, missing, "the row lacks column temp, one of the 3");
            refuses(
                    predictor,
                    Map.of("temp", "warm", "state", "run", "day", "2026-01-03"),
                    "column temp: expected a finite number");
        }
        assertThatThrownBy(() -> AnomalyModels.vectors(folder.resolve("elsewhere")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("use AnomalyModels.rows");
        assertThatThrownBy(() -> AnomalyModels.images(folder.resolve("elsewhere")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected a model of images, got one of kind table; use AnomalyModels.rows");
    }

    private static <I> void refuses(Predictor<I, AnomalyResult> predictor, I input, String message) {
        assertThatThrownBy(() -> predictor.predict(input))
                .isInstanceOf(TranslateException.class)
                .hasRootCauseInstanceOf(UserError.class)
                .rootCause()
                .hasMessageContaining(message);
    }

    @Test
    void vectorsAreJudgedAsByTheCommand() throws Exception {
        Random random = new Random(4);
        float[] values = new float[80 * 3];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        Path data = folder.resolve("vectors.npz");
        Npz.write(data, Map.of("features", HostTensor.of(values, 80, 3)));
        Path model = fit(data);
        List<String> expected = scores(model, data);
        try (ZooModel<float[], AnomalyResult> zoo = AnomalyModels.vectors(moved(model, folder.resolve("elsewhere")))
                        .loadModel();
                Predictor<float[], AnomalyResult> predictor = zoo.newPredictor()) {
            for (int i = 0; i < 80; i++) {
                same(predictor.predict(Arrays.copyOfRange(values, 3 * i, 3 * i + 3)), expected.get(i));
            }
            assertThat(predictor.predict(new float[] {9, 9, 9}).anomalous()).isTrue();
            refuses(predictor, new float[2], "the vector has 2 features, but the model was fitted on 3");
        }
    }
}

package io.dxmi.runs.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.eval.plot.Curves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every logged scalar of a run's metrics.jsonl as one picture. */
final class RunCurves {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunCurves() {}

    /**
     * Writes curves.png.
     *
     * @return the file, or empty if nothing was logged
     */
    static Optional<Path> write(Path folder) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            String text = new String(Files.readAllBytes(folder.resolve("metrics.jsonl")), StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) row(line).ifPresent(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // the start of a phase is the end of the one before
        if (!rows.isEmpty())
            rows.subList(1, rows.size()).removeIf(row -> row.path("iteration").asLong() == 0);
        if (rows.isEmpty()) return Optional.empty();
        double[] iterations = new double[rows.size()];
        Map<String, double[]> series = new LinkedHashMap<>();
        double finished = 0; // iterations of the phases before; their curves share one axis
        for (int i = 0; i < iterations.length; i++) {
            int row = i;
            double iteration = rows.get(i).path("iteration").asDouble();
            if (i > 0 && !rows.get(i).path("phase").equals(rows.get(i - 1).path("phase"))) finished = iterations[i - 1];
            iterations[i] = finished + iteration;
            for (Map.Entry<String, JsonNode> scalar : rows.get(i).properties()) {
                if (!scalar.getValue().isNumber() || scalar.getKey().equals("iteration")) continue;
                series.computeIfAbsent(scalar.getKey(), key -> gaps(iterations.length))[row] =
                        scalar.getValue().asDouble();
            }
        }
        Path file = folder.resolve("curves.png");
        Curves.write(file, iterations, series);
        return Optional.of(file);
    }

    /** A damaged row is a gap in the curves; everything else of the run is there. */
    private static Optional<JsonNode> row(String line) {
        try {
            return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static double[] gaps(int n) {
        double[] values = new double[n];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}

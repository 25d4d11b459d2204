package io.dxmi.runs.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.eval.plot.Curves;
import io.dxmi.runs.listing.RowReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every logged scalar of a run's metrics.jsonl as one picture; a damaged row is a gap in the curves. */
final class RunCurves {

    private RunCurves() {}

    /**
     * Writes curves.png.
     *
     * @return the file, or empty if nothing was logged
     */
    static Optional<Path> write(Path folder) {
        List<JsonNode> rows = RowReader.read(folder.resolve("metrics.jsonl"));
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

    private static double[] gaps(int n) {
        double[] values = new double[n];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}

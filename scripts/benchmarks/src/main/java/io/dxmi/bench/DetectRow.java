package io.dxmi.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dxmi.eval.anomaly.RankingCurve;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One method on one split of one task.
 *
 * @param seed of the method; 0 where it draws nothing
 * @param seconds of fitting and scoring
 */
record DetectRow(
        String task, int split, String method, int seed, double auroc, double averagePrecision, double seconds) {

    static DetectRow of(
            String task, int split, String method, int seed, boolean[] anomalous, double[] scores, long started) {
        RankingCurve curve = RankingCurve.of(anomalous, scores);
        return new DetectRow(
                task,
                split,
                method,
                seed,
                curve.auroc(),
                curve.averagePrecision(),
                Math.round((System.nanoTime() - started) / 1e8) / 10.0);
    }

    /** Whether it is of the same method, split and seed. */
    boolean is(String otherTask, int otherSplit, String otherMethod, int otherSeed) {
        return task.equals(otherTask) && split == otherSplit && method.equals(otherMethod) && seed == otherSeed;
    }

    /** The rows of a file, none if there is no file. A last line that was not finished does not count. */
    static List<DetectRow> read(Path file) throws IOException {
        List<DetectRow> rows = new ArrayList<>();
        if (!Files.exists(file)) return rows;
        String text = Files.readString(file);
        JsonMapper mapper = new JsonMapper();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (line.isEmpty()) continue;
            try {
                rows.add(mapper.readValue(line, DetectRow.class));
            } catch (IOException e) {
                throw new UserError(file + ": expected rows of this program, got " + line, e);
            }
        }
        return rows;
    }
}

package io.dxmi.evaluation;

import io.dxmi.Json;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Neighbours;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code dxmi evaluate --reference} leaves behind: cards and a picture in files, numbers on the console. */
public final class MeasuredFiles {

    private MeasuredFiles() {}

    /**
     * Writes {@code card.json} and {@code neighbours.png}; returns what belongs on stdout.
     *
     * @param more files that are there already, by what they hold
     */
    public static Map<String, Object> write(
            ReferenceEvaluation.Result measured, int skipped, Path folder, Map<String, Path> more) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("samples", measured.samples());
        if (skipped > 0) result.put("skipped", skipped);
        result.put("metrics", MeasuredFormat.metrics(measured.measured()));
        result.put("cards", MeasuredFormat.cards(measured.measured()));
        if (!measured.warnings().isEmpty()) result.put("warnings", measured.warnings());
        Map<String, Object> paths = new LinkedHashMap<>();
        more.forEach((what, file) -> paths.put(what, file.toString()));
        if (measured.neighbours().isPresent()) {
            Neighbours near = measured.neighbours().get();
            Path picture = folder.resolve("neighbours.png");
            near.write(picture);
            paths.put("neighbours", picture.toString());
            result.put("neighbour_distances", nearest(near));
        }
        Path file = folder.resolve("card.json");
        paths.put("card", file.toString());
        AtomicFiles.write(file, Json.page(result));
        result.put("paths", paths);
        return result;
    }

    private static List<Double> nearest(Neighbours near) {
        return Arrays.stream(near.distances()).map(row -> row[0]).toList();
    }

    /** A line per number for people, and what to beware of. */
    public static void print(ReferenceEvaluation.Result measured, List<String> skipped, PrintWriter err) {
        measured.measured().forEach(m -> err.println(MeasuredFormat.line(m)));
        warn(measured.warnings(), skipped, err);
    }

    private static void warn(List<String> warnings, List<String> skipped, PrintWriter err) {
        warnings.forEach(warning -> err.println("warning: " + warning));
        skipped.forEach(reason -> err.println("skipped: " + reason));
    }
}

package io.dxmi.evaluation;

import io.dxmi.Json;
import io.dxmi.eval.reference.Card;
import io.dxmi.eval.reference.Neighbours;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
            Measuring.Result measured, int skipped, Path folder, Map<String, Path> more) {
        Map<String, Object> result = new LinkedHashMap<>();
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Card card : measured.cards()) {
            metrics.put(card.metric(), card.value());
            card.sd().ifPresent(sd -> metrics.put(card.metric() + "_sd", sd));
        }
        result.put("samples", measured.samples());
        if (skipped > 0) result.put("skipped", skipped);
        result.put("metrics", metrics);
        result.put("cards", measured.cards().stream().map(Card::map).toList());
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
    public static void print(Measuring.Result measured, List<String> skipped, PrintWriter err) {
        for (Card card : measured.cards()) {
            String sd = card.sd().isPresent()
                    ? String.format(Locale.ROOT, " ± %.5g", card.sd().getAsDouble())
                    : "";
            err.printf(
                    Locale.ROOT,
                    "%-22s %.6g%s   (%s; %d samples, %s references)%n",
                    card.metric(),
                    card.value(),
                    sd,
                    card.extractor(),
                    card.samples().count(),
                    card.reference().count() == 0
                            ? "an unknown number of"
                            : card.reference().count());
        }
        warn(measured.warnings(), skipped, err);
    }

    private static void warn(List<String> warnings, List<String> skipped, PrintWriter err) {
        warnings.forEach(warning -> err.println("warning: " + warning));
        skipped.forEach(reason -> err.println("skipped: " + reason));
    }
}

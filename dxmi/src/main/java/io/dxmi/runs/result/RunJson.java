package io.dxmi.runs.result;

import io.dxmi.eval.reference.MeasuredFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results of runs as JSON: the keys of {@code summary.json} and of what {@code dxmi evaluate} prints. */
public final class RunJson {

    private RunJson() {}

    /** The content of {@code summary.json}, which {@code dxmi train} prints. */
    public static Map<String, Object> of(RunSummary summary) {
        RunResult result = summary.result();
        Map<String, Object> json = head(summary.preset(), summary.seed(), summary.seconds());
        json.put("iterations", result.iterations());
        result.cpuSeconds().ifPresent(seconds -> json.put("cpu_seconds", milliseconds(seconds)));
        result.measuringSeconds().ifPresent(seconds -> json.put("measuring_cpu_seconds", milliseconds(seconds)));
        json.put("network_evaluations", result.networkEvaluations());
        json.put("metrics", MeasuredFormat.metrics(result.measured().metrics()));
        result.best().ifPresent(best -> json.put("best", best.record()));
        if (!result.warnings().isEmpty()) json.put("warnings", result.warnings());
        json.put("paths", texts(summary.files()));
        return json;
    }

    /** A measurement with its cards, as {@code dxmi evaluate} prints it. */
    public static Map<String, Object> of(String preset, long seed, double seconds, RunMeasurement measured) {
        Map<String, Object> json = head(preset, seed, seconds);
        json.put("metrics", MeasuredFormat.metrics(measured.metrics()));
        json.put("cards", MeasuredFormat.cards(measured.metrics()));
        if (!measured.files().isEmpty()) json.put("paths", texts(measured.files()));
        return json;
    }

    private static Map<String, Object> head(String preset, long seed, double seconds) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("preset", preset);
        json.put("seed", seed);
        json.put("seconds", milliseconds(seconds));
        return json;
    }

    private static double milliseconds(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    private static Map<String, String> texts(Map<String, Path> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((what, file) -> texts.put(what, file.toString()));
        return texts;
    }
}

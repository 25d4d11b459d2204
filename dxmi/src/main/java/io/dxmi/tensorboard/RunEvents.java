package io.dxmi.tensorboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.runs.listing.RowReader;
import io.dxmi.samplers.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a run folder: scalars of metrics.jsonl, pictures of samples/, histograms and profiles of the steps. Steps of
 * TensorBoard are iterations of the phase; scalars of pre-training have names of their own.
 */
final class RunEvents {

    private static final String PRETRAIN = "pretrain";

    private final Path run;
    private Map<Long, JsonNode> histograms = Map.of();
    private Map<Long, JsonNode> steps = Map.of();

    RunEvents(Path run) {
        this.run = run;
    }

    /** All events of a run behind the version, row by row. @throws UserError if a file cannot be read */
    byte[] all() {
        double started = started(run);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Event.version(started));
        List<JsonNode> rows = RowReader.read(run.resolve("metrics.jsonl"));
        List<JsonNode> timing = RowReader.read(run.resolve("timing.jsonl"));
        for (int i = 0; i < rows.size(); i++) {
            double at =
                    started + (i < timing.size() ? timing.get(i).path("seconds").asDouble() : 0);
            Map<String, Double> scalars = new LinkedHashMap<>();
            rows.get(i).properties().forEach(entry -> {
                if (entry.getValue().isNumber() && !entry.getKey().equals("iteration")) {
                    scalars.put(entry.getKey(), entry.getValue().asDouble());
                }
            });
            String phase = rows.get(i).path("phase").asText();
            out.writeBytes(row(at, phase, rows.get(i).path("iteration").asLong(), scalars));
        }
        return out.toByteArray();
    }

    /** The events of one row, with what was measured and drawn at that iteration. */
    byte[] row(double at, String phase, long iteration, Map<String, Double> scalars) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean pretraining = phase.equals(PRETRAIN);
        scalars.forEach((name, value) -> {
            String tag = pretraining && !name.startsWith(PRETRAIN + "/") ? PRETRAIN + "/" + name : name;
            out.writeBytes(Event.scalar(at, iteration, tag, value));
        });
        if (pretraining || scalars.keySet().stream().noneMatch(name -> name.startsWith("samples/"))) {
            return out.toByteArray();
        }
        if (!steps.containsKey(iteration) && !histograms.containsKey(iteration)) {
            histograms = byIteration("histograms.jsonl");
            steps = byIteration("steps.jsonl");
        }
        picture(out, at, iteration);
        if (histograms.containsKey(iteration)) histogram(out, at, iteration, histograms.get(iteration));
        if (steps.containsKey(iteration)) profile(out, at, iteration, steps.get(iteration));
        return out.toByteArray();
    }

    private Map<Long, JsonNode> byIteration(String file) {
        Map<Long, JsonNode> rows = new HashMap<>();
        RowReader.read(run.resolve(file))
                .forEach(row -> rows.put(row.path("iteration").asLong(), row));
        return rows;
    }

    /** When the run began, s since 1970; the age of its configuration if the record is lost. */
    private static double started(Path run) {
        String text = RowReader.object(run.resolve("run.json"))
                .map(record -> record.path("started").asText())
                .orElse("");
        try {
            return Instant.parse(text).toEpochMilli() / 1e3;
        } catch (DateTimeParseException e) {
            try {
                return Files.getLastModifiedTime(run.resolve("config.yaml")).toMillis() / 1e3;
            } catch (IOException gone) {
                throw new UserError("cannot read " + run.resolve("config.yaml"), gone);
            }
        }
    }

    private void picture(ByteArrayOutputStream out, double at, long iteration) {
        Path picture = run.resolve("samples").resolve(iteration + ".png");
        if (!Files.isRegularFile(picture)) return;
        try {
            byte[] png = Files.readAllBytes(picture);
            if (png.length > Event.PNG_HEADER) out.writeBytes(Event.image(at, iteration, "samples", png));
        } catch (IOException e) {
            throw new UserError("cannot read " + picture, e);
        }
    }

    private static void histogram(ByteArrayOutputStream out, double at, long iteration, JsonNode row) {
        double[] edges = numbers(row.path("edges"));
        for (String set : List.of("data", "samples")) {
            double[] counts = numbers(row.path(set));
            if (counts.length == 0 || edges.length != counts.length + 1) continue;
            String tag = row.path("name").asText() + "/" + set;
            out.writeBytes(Event.histogram(at, iteration, tag, edges, counts));
        }
    }

    private static void profile(ByteArrayOutputStream out, double at, long iteration, JsonNode row) {
        for (String name : List.of("sigma", "value")) {
            double[] values = numbers(row.path(name));
            for (int t = 0; t < values.length; t++) {
                out.writeBytes(Event.scalar(at, iteration, name + "/step" + t, values[t]));
            }
        }
    }

    private static double[] numbers(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) values[i] = list.get(i).asDouble();
        return values;
    }
}

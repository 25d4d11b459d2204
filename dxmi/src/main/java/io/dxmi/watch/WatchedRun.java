package io.dxmi.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.config.Yaml;
import io.dxmi.runs.listing.RunState;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as the page shows it. Files are read as far as they have grown, and only those that somebody asked for. */
final class WatchedRun {

    private static final long ALL = Long.MAX_VALUE;
    private static final long ENOUGH_FOR_PACE = 1 << 16;

    /** A small file of a run is below this size. */
    private static final long SMALL = 4 << 20;

    private static final long SILENT_MILLIS = 600_000;

    private final String id;
    private final String name;
    private final RunFiles files;
    private final Symptoms symptoms;
    private final Curves curves;
    private final Pace pace = new Pace();
    private final Measured histograms = new Measured();
    private final Measured steps = new Measured();
    private final Map<String, RowTail> tails = new LinkedHashMap<>();
    private JsonNode config = Json.tree(Map.of());
    private Optional<FileTime> configured = Optional.empty();
    private RunState found = RunState.STOPPED;
    private String state = "";
    private long version = System.currentTimeMillis(); // a page outlives the server: no two have the same versions

    /**
     * A run that has not been read.
     *
     * @param id by which the page names it
     * @param path the real path of a folder with {@code config.yaml}
     */
    WatchedRun(String id, String name, Path path) {
        this.id = id;
        this.name = name;
        this.files = new RunFiles(path);
        this.symptoms = new Symptoms(files);
        this.curves = new Curves(symptoms::look, symptoms::clear);
    }

    private static JsonNode configOf(Path path) {
        try {
            return Yaml.document(path.resolve("config.yaml"));
        } catch (UserError e) {
            return Json.tree(Map.of()); // damaged: the rest of the run is still worth seeing
        }
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    RunFiles files() {
        return files;
    }

    /**
     * Looks at the files.
     *
     * @return whether any has changed since the last look
     */
    synchronized boolean look() {
        String now = files.state();
        boolean killed = found == RunState.RUNNING && RunState.of(files.run()) != RunState.RUNNING;
        if (now.equals(state) && !killed) return false;
        state = now;
        version++;
        if (!files.written("config.yaml").equals(configured)) config = configOf(files.run());
        configured = files.written("config.yaml");
        found = RunState.examined(files.run());
        return true;
    }

    private void read(String file, long most, RowTail.Reader reader) {
        files.file(file)
                .ifPresent(path -> tails.computeIfAbsent(file, key -> new RowTail(path, most, reader))
                        .read());
    }

    /** What the list of runs tells. */
    synchronized Map<String, Object> status() {
        read("timing.jsonl", ENOUGH_FOR_PACE, pace);
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("id", id);
        status.put("name", name);
        status.put("version", version);
        String progress = progress();
        status.put("state", progress);
        status.put("phase", pace.phase());
        status.put("iteration", pace.iteration());
        status.put("total", total(pace.phase()));
        status.put("seconds", pace.seconds());
        status.put("written", files.lastWritten());
        pace.secondsPerIteration().ifPresent(each -> {
            status.put("per_second", 1 / each);
            if (progress.equals("running")) {
                status.put("seconds_left", each * Math.max(0, total(pace.phase()) - pace.iteration()));
            }
        });
        json("checkpoints/best.json").ifPresent(best -> status.put("best", best));
        return status;
    }

    /** A run measures its result after its last iteration, which can take long and writes nothing. */
    private String progress() {
        if (found != RunState.RUNNING) return found.toString();
        if (pace.phase().equals("train") && pace.iteration() >= total(pace.phase())) return "measuring";
        boolean silent = System.currentTimeMillis() - files.lastWritten() > SILENT_MILLIS;
        return silent ? "silent" : found.toString();
    }

    private long total(String phase) {
        return config.path(phase.equals("pretrain") ? "pretrain" : "trainer")
                .path("iterations")
                .asLong();
    }

    /** Everything that the page shows of one run, but the points of its curves. */
    synchronized Map<String, Object> detail() {
        read("metrics.jsonl", ALL, curves);
        read("histograms.jsonl", ALL, histograms);
        read("steps.jsonl", ALL, steps);
        Map<String, Object> detail = new LinkedHashMap<>(status());
        detail.put("scalars", List.copyOf(curves.names()));
        detail.put("samples", files.samples());
        detail.put("figures", files.figures());
        detail.put("histograms", histograms.all());
        detail.put("steps", steps.all());
        Map<String, String> settings = new LinkedHashMap<>();
        flatten("", config, settings);
        detail.put("config", settings);
        detail.put("record", record());
        detail.put("summary", json("summary.json").orElse(Json.tree(Map.of())));
        detail.put("warnings", warnings());
        return detail;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        json("summary.json").ifPresent(summary -> summary.path("warnings").forEach(one -> warnings.add(one.asText())));
        if (warnings.isEmpty()) warnings.addAll(symptoms.warnings());
        files.file("error.txt").ifPresent(file -> warnings.add("failed: " + firstLine(file)));
        return warnings;
    }

    private static String firstLine(Path file) {
        try {
            return Files.size(file) > SMALL
                    ? "see " + file.getFileName()
                    : Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            return "see " + file.getFileName();
        }
    }

    private JsonNode record() {
        return json("run.json").orElse(Json.tree(Map.of()));
    }

    private Optional<JsonNode> json(String file) {
        return files.file(file).flatMap(path -> {
            try {
                if (Files.size(path) > SMALL) return Optional.empty();
                return Optional.of(Json.parse(Files.readString(path)));
            } catch (JsonProcessingException e) {
                return Optional.empty(); // damaged: shown as absent
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        if (!node.isObject()) {
            if (!prefix.isEmpty()) into.put(prefix, node.isValueNode() ? node.asText() : node.toString());
            return;
        }
        node.properties()
                .forEach(entry -> flatten(
                        prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(), entry.getValue(), into));
    }

    /** A scalar within an interval of iterations, for a number of columns of pixels. */
    synchronized Curve.Drawn curve(String scalar, long from, long to, int columns) {
        read("metrics.jsonl", ALL, curves);
        return curves.of(scalar).drawn(from, to, columns);
    }
}

package io.dxmi.runs.listing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dxmi.Json;
import io.dxmi.config.Yaml;
import io.dxmi.runs.folder.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What two runs differ in: settings and, of their results, metrics.
 *
 * @param settings keys with two values, in the order of the configuration
 * @param metrics names with two values
 */
public record RunDifference(List<Entry> settings, List<Entry> metrics) {

    /**
     * A name with its values in both runs.
     *
     * @param first empty if the first run lacks it
     * @param second empty if the second run lacks it
     */
    public record Entry(String name, String first, String second) {}

    /** Compares two runs. @throws io.dxmi.samplers.UserError if one of them cannot be read */
    public static RunDifference of(Path first, Path second) {
        return new RunDifference(
                different(settings(first), settings(second)), different(metrics(first), metrics(second)));
    }

    private static Map<String, String> settings(Path run) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", Json.tree(Yaml.tree(RunFolder.config(run))), flat);
        return flat;
    }

    private static void flatten(String section, JsonNode tree, Map<String, String> flat) {
        tree.properties().forEach(entry -> {
            String key = section + entry.getKey();
            if (entry.getValue().isObject()) flatten(key + ".", entry.getValue(), flat);
            else flat.put(key, text(entry.getValue()));
        });
    }

    /** Of the result; of a run without one the last row. */
    private static Map<String, String> metrics(Path run) {
        List<JsonNode> rows = RowReader.read(run.resolve("metrics.jsonl"));
        JsonNode last = rows.isEmpty() ? MissingNode.getInstance() : rows.get(rows.size() - 1);
        JsonNode metrics = RowReader.object(run.resolve("summary.json"))
                .map(summary -> summary.path("metrics"))
                .orElse(last);
        Map<String, String> values = new LinkedHashMap<>();
        metrics.properties().forEach(entry -> values.put(entry.getKey(), text(entry.getValue())));
        return values;
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static List<Entry> different(Map<String, String> first, Map<String, String> second) {
        Set<String> names = new LinkedHashSet<>(first.keySet());
        names.addAll(second.keySet());
        List<Entry> found = new ArrayList<>();
        for (String name : names) {
            String a = first.getOrDefault(name, "");
            String b = second.getOrDefault(name, "");
            if (!a.equals(b)) found.add(new Entry(name, a, b));
        }
        return found;
    }
}

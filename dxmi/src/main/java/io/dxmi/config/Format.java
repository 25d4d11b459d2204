package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The number of a configuration file's format, and the way from format 1 (version 0.1) to today's. {@code renamed.yaml} has
 * the new key, or several of which a configuration has at most one, of every key that was renamed.
 */
final class Format {

    static final String KEY = "format";
    static final int CURRENT = 2;

    private static final Map<String, List<String>> RENAMED = renamed();

    private Format() {}

    private static Map<String, List<String>> renamed() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        Yaml.documents(Presets.resource("/io/dxmi/config/renamed.yaml"), "renamed keys")
                .get(0)
                .properties()
                .forEach(entry -> {
                    List<String> now = new ArrayList<>();
                    if (entry.getValue() instanceof ArrayNode several) several.forEach(key -> now.add(key.asText()));
                    else now.add(entry.getValue().asText());
                    table.put(entry.getKey(), List.copyOf(now));
                });
        return table;
    }

    /** New keys of renamed ones. */
    static Map<String, List<String>> table() {
        return RENAMED;
    }

    /**
     * Takes the number out of a tree.
     *
     * @return it; 1 if there is none
     * @throws UserError if it is not a number that this version reads
     */
    static int take(ObjectNode tree) {
        JsonNode number = tree.remove(KEY);
        if (number == null) return 1;
        for (int known = 1; known <= CURRENT; known++) {
            if (number.asText().equals("" + known)) return known;
        }
        throw new UserError(KEY + " must be at most " + CURRENT + ", got " + number.asText()
                + ": a newer version wrote this file; update dxmi");
    }

    /** Refuses keys of format 1. @throws UserError with the new name */
    static void refuseRenamed(ObjectNode tree) {
        for (String key : Keys.leaves(tree).keySet()) {
            if (RENAMED.containsKey(key)) {
                throw new UserError(key + " is now " + String.join(" or ", RENAMED.get(key)));
            }
        }
    }

    /** A whole configuration of format 1 in today's format: what its choices never read is left out. */
    static ObjectNode upgraded(ObjectNode old) {
        Map<String, JsonNode> before = Keys.leaves(old);
        ObjectNode now = Yaml.MAPPER.createObjectNode();
        before.forEach((key, value) -> RENAMED.getOrDefault(key, List.of()).forEach(moved -> put(now, moved, value)));
        before.forEach((key, value) -> {
            if (!RENAMED.containsKey(key)) put(now, key, value);
        });
        String small = isPoints(old) ? "mlp" : "conv";
        for (String section : List.of("sampler", "energy", "value")) {
            String kind = section + ".network.kind";
            if (text(before, kind).equals("small")) put(now, kind, TextNode.valueOf(small));
        }
        if (before.containsKey("objective.gradient_penalty")) {
            boolean none = before.get("objective.gradient_penalty").asDouble() == 0;
            put(now, "energy.gradient_penalty.kind", TextNode.valueOf(none ? "none" : "two-sided"));
        }
        Keys.foreign(Config.class, now).forEach(key -> Keys.remove(now, key));
        return now;
    }

    private static boolean isPoints(ObjectNode old) {
        Class<?> kind = Keys.kinds(DataConfig.class).get(old.at("/data/name").asText());
        return kind == DataConfig.Drawn.class || kind == DataConfig.Points.class;
    }

    private static String text(Map<String, JsonNode> leaves, String key) {
        return leaves.containsKey(key) ? leaves.get(key).asText() : "";
    }

    private static void put(ObjectNode tree, String key, JsonNode value) {
        int dot = key.indexOf('.');
        if (dot < 0) tree.set(key, value);
        else {
            String section = key.substring(0, dot);
            if (!(tree.get(section) instanceof ObjectNode)) tree.putObject(section);
            put((ObjectNode) tree.get(section), key.substring(dot + 1), value);
        }
    }
}

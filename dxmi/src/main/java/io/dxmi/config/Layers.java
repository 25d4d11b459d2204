package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.data.PointSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Partial configurations, each laid over the ones before; the defaults are the lowest. */
final class Layers {

    /** {@code game.update.kind=ppo}. */
    private static final Pattern CHOICE = Pattern.compile("(\\S+)\\.(kind|name)=(\\S+)");

    /** What a section starts from, by section and by the kind that is chosen for it. */
    private final Map<String, Map<String, List<ObjectNode>>> starts;

    private final Map<String, String> properties;
    private final ObjectNode whole = Yaml.MAPPER.createObjectNode();

    Layers() {
        starts = new HashMap<>();
        properties = new HashMap<>();
        List<ObjectNode> documents = Yaml.documents(Presets.resource("/io/dxmi/config/defaults.yaml"), "the defaults");
        documents.get(1).properties().forEach(entry -> addStart(entry.getKey(), (ObjectNode) entry.getValue()));
        add(documents.get(0));
    }

    private Layers(Layers other) {
        starts = other.starts;
        properties = other.properties;
        whole.setAll(other.whole.deepCopy());
    }

    private void addStart(String choices, ObjectNode start) {
        for (String choice : choices.split(", *", -1)) {
            Matcher parts = CHOICE.matcher(choice);
            if (!parts.matches())
                throw new IllegalStateException("defaults: expected SECTION.kind=KIND, got " + choice);
            properties.put(parts.group(1), parts.group(2));
            starts.computeIfAbsent(parts.group(1), section -> new HashMap<>())
                    .computeIfAbsent(parts.group(3), kind -> new ArrayList<>())
                    .add(start);
        }
    }

    Layers copy() {
        return new Layers(this);
    }

    ObjectNode whole() {
        return whole;
    }

    /** What {@code layer} says replaces what was said before. */
    Layers add(ObjectNode layer) {
        ObjectNode mine = layer.deepCopy();
        if (mine.get("data") instanceof ObjectNode data) completeData(data);
        merge("", whole, mine);
        return this;
    }

    /** A path without a name means the user's points in place of a set of points that has no path. */
    private void completeData(ObjectNode data) {
        JsonNode before = whole.path("data");
        boolean points = !before.has("name") || isDrawn(before.get("name").asText());
        if (data.hasNonNull("path") && !data.has("name") && points) data.put("name", "points");
    }

    private static boolean isDrawn(String name) {
        return Arrays.stream(PointSet.values()).anyMatch(set -> set.label().equals(name));
    }

    private void merge(String path, ObjectNode base, ObjectNode over) {
        String property = properties.get(path);
        JsonNode kind = property == null ? null : over.get(property);
        if (kind != null && !kind.equals(base.get(property))) {
            // Another kind has other keys: start from its own.
            base.removeAll();
            starts.get(path).getOrDefault(kind.asText(), List.of()).forEach(start -> merge(path, base, start));
        }
        Set<Map.Entry<String, JsonNode>> entries = over.properties();
        entries.forEach(entry -> {
            String key = entry.getKey();
            String below = path.isEmpty() ? key : path + "." + key;
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode section) {
                if (!(base.get(key) instanceof ObjectNode)) base.putObject(key);
                merge(below, (ObjectNode) base.get(key), section);
            } else if (!(value.isNull() && base.get(key) instanceof ObjectNode)) { // "trainer:" alone says nothing
                base.set(key, value);
            }
        });
    }
}

package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Partial configurations, one laid over the other; the defaults are the lowest. */
final class Layers {

    private static final String KIND = "kind";

    private static final List<String> PICTURES = List.of("mnist", "fashion-mnist", "cifar10", "images");

    private final ObjectNode kinds;
    private final ObjectNode whole = Yaml.MAPPER.createObjectNode();

    Layers() {
        List<ObjectNode> documents = Yaml.documents(Presets.resource("/io/dxmi/config/defaults.yaml"), "the defaults");
        kinds = documents.get(1);
        add(documents.get(0));
    }

    private Layers(Layers other) {
        kinds = other.kinds;
        whole.setAll(other.whole.deepCopy());
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
        if (mine.get("data") instanceof ObjectNode data)
            completeData(data, whole.at("/data/name").asText());
        merge("", whole, mine);
        return this;
    }

    /**
     * Naming a file says that the data are the user's points, unless pictures were asked for; naming another set says that
     * no file is meant.
     */
    private static void completeData(ObjectNode data, String before) {
        if (data.hasNonNull("path") && !data.has("name") && !PICTURES.contains(before)) data.put("name", "points");
        if (data.hasNonNull("name") && !data.has("path")) data.putNull("path");
    }

    private void merge(String path, ObjectNode base, ObjectNode over) {
        JsonNode kind = over.get(KIND);
        if (kind != null && kinds.has(path) && !kind.equals(base.get(KIND))) {
            // Another kind has other keys: start from its own.
            base.removeAll();
            if (kinds.get(path).get(kind.asText()) instanceof ObjectNode start) base.setAll(start.deepCopy());
        }
        over.properties().forEach(entry -> {
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

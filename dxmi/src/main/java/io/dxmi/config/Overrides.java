package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.util.List;

/** {@code game.tau1=0.05} on the command line. */
final class Overrides {

    private Overrides() {}

    /** The tree that the assignments spell; values stay text until they meet the type of their key. */
    static ObjectNode tree(List<String> assignments) {
        ObjectNode root = Yaml.MAPPER.createObjectNode();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) throw new UserError("expected KEY=VALUE such as game.tau1=0.05, got " + assignment);
            String[] keys = assignment.substring(0, equals).split("\\.", -1);
            put(root, keys, assignment.substring(equals + 1), assignment);
        }
        return root;
    }

    private static void put(ObjectNode root, String[] keys, String value, String assignment) {
        ObjectNode section = root;
        for (int i = 0; i < keys.length - 1; i++) {
            JsonNode below = section.get(keys[i]);
            if (below == null) below = section.putObject(keys[i]);
            if (!(below instanceof ObjectNode)) {
                throw new UserError(assignment + " contradicts an assignment to " + keys[i] + " before it");
            }
            section = (ObjectNode) below;
        }
        String key = keys[keys.length - 1];
        if (value.startsWith("[") && value.endsWith("]")) {
            ArrayNode list = section.putArray(key);
            String items = value.substring(1, value.length() - 1).strip();
            if (items.isEmpty()) return;
            for (String item : items.split(",", -1)) list.add(item.strip());
        } else if (value.equals("null")) {
            section.putNull(key); // as in a file
        } else {
            section.put(key, value);
        }
    }
}

package io.dxmi.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a {@link Config} of the defaults, a preset or a file, and assignments such as {@code game.tau1=0.05}. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * A preset with some keys changed.
     *
     * @throws UserError if there is no such preset or key, or a value has the wrong type or is out of range
     */
    public static Config preset(String preset, List<String> overrides) {
        return load(preset, Presets.tree(preset), "preset " + preset, overrides);
    }

    /**
     * Several presets with the same keys changed: each takes the changes of the kinds that it chooses.
     *
     * @throws UserError as {@link #preset}, and for a key that none of them takes
     */
    public static List<Config> presets(List<String> presets, List<String> overrides) {
        Set<String> refused = null;
        List<Config> configs = new ArrayList<>();
        for (String preset : presets) {
            Layers layers = base(preset, Presets.tree(preset)).add(changes(overrides));
            Set<String> foreign = new LinkedHashSet<>(Keys.foreign(Config.class, layers.whole()));
            foreign.forEach(key -> Keys.remove(layers.whole(), key));
            configs.add(Binding.bind(layers.whole()));
            if (refused == null) refused = foreign;
            else refused.retainAll(foreign);
        }
        if (refused != null && !refused.isEmpty()) preset(presets.get(0), overrides); // says what is wrong with the key
        Unread.refuse(configs, overrides);
        return configs;
    }

    /**
     * A file, which need not say what is as in the defaults, with some keys changed.
     *
     * @throws UserError as {@link #preset}, naming the file where the fault is in it
     */
    public static Config file(Path file, List<String> overrides) {
        ObjectNode tree =
                Yaml.documents(Bounds.description(file), file.toString()).get(0);
        named(file, () -> {
            Format.take(tree);
            Format.refuseRenamed(tree);
            if (tree.has(Presets.BASE)) Presets.tree(tree.get(Presets.BASE).asText());
        });
        return load(stem(file), tree, file.toString(), overrides);
    }

    /**
     * The whole configuration that a run was written with, by this version or by one before.
     *
     * @throws UserError if it cannot be read
     */
    public static Config written(Path file) {
        ObjectNode tree =
                Yaml.documents(Bounds.description(file), file.toString()).get(0);
        int[] format = new int[1];
        named(file, () -> format[0] = Format.take(tree));
        return load(stem(file), format[0] == 1 ? Format.upgraded(tree) : tree, file.toString(), List.of());
    }

    /**
     * What a user says: the keys of a file and of assignments with their values as text, lists without brackets.
     *
     * @param file null for none
     */
    public static Map<String, String> said(Path file, List<String> overrides) {
        Map<String, String> said = new LinkedHashMap<>();
        if (file != null)
            flatten(
                    "",
                    Yaml.documents(Bounds.description(file), file.toString()).get(0),
                    said);
        flatten("", Overrides.tree(overrides), said);
        return said;
    }

    /** What a preset says itself: keys with their values as text. */
    public static Map<String, String> saidBy(String preset) {
        Map<String, String> said = new LinkedHashMap<>();
        flatten("", Presets.tree(preset), said);
        return said;
    }

    private static void flatten(String prefix, ObjectNode tree, Map<String, String> said) {
        tree.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode section) {
                flatten(key + ".", section, said);
            } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(item.asText()));
                said.put(key, String.join(", ", items));
            } else {
                said.put(key, value.asText());
            }
        });
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }

    private static void named(Path file, Runnable check) {
        try {
            check.run();
        } catch (UserError e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    private static Layers base(String name, ObjectNode chosen) {
        Layers base = new Layers();
        base.whole().put("name", name);
        return addWithBase(base, chosen);
    }

    /** What the file starts from, then the file. */
    private static Layers addWithBase(Layers layers, ObjectNode chosen) {
        ObjectNode own = chosen.deepCopy();
        JsonNode start = own.remove(Presets.BASE);
        if (start != null) addWithBase(layers, Presets.tree(start.asText()));
        return layers.add(own);
    }

    private static ObjectNode changes(List<String> overrides) {
        ObjectNode changes = Overrides.tree(overrides);
        Format.refuseRenamed(changes);
        return changes;
    }

    private static Config load(String name, ObjectNode chosen, String origin, List<String> overrides) {
        Layers base = base(name, chosen);
        ObjectNode changes = changes(overrides);
        try {
            return Binding.bind(base.copy().add(changes).whole());
        } catch (UserError e) {
            throw faultOf(base, e) ? new UserError(origin + ": " + e.getMessage(), e) : e;
        }
    }

    /** Whether the fault is there without the overrides, too. */
    private static boolean faultOf(Layers base, UserError fault) {
        try {
            Binding.bind(base.whole());
            return false;
        } catch (UserError e) {
            return e.getMessage().equals(fault.getMessage());
        }
    }
}

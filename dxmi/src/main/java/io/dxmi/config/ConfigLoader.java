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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a {@link Config} of the defaults, a preset or a file, and assignments such as {@code game.tau1=0.05}. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * A preset with some keys changed.
     *
     * @throws UserError if there is no such preset or key, or a value has the wrong type or is out of range
     */
    public static Config preset(String preset, List<String> overrides) {
        return layered(preset, List.of(), overrides);
    }

    /**
     * Several presets with the same keys changed: each takes the changes of the kinds that it chooses.
     *
     * @param each makes the configuration of a preset and the changes that it takes; of a single preset, which must take
     *     all, it refuses the others
     * @throws UserError as {@link #preset}, and for a key that none of them takes
     */
    public static List<Config> presets(
            List<String> presets, List<String> overrides, BiFunction<String, List<String>, Config> each) {
        if (presets.size() == 1) {
            Config only = each.apply(presets.get(0), overrides);
            Unread.refuse(List.of(only), overrides);
            return List.of(only);
        }
        Set<String> refused = null;
        List<Config> configs = new ArrayList<>();
        for (String preset : presets) {
            Layers layers = base(preset, Presets.tree(preset)).add(changes(overrides));
            Set<String> foreign = new LinkedHashSet<>(Keys.foreign(Config.class, layers.whole()));
            configs.add(each.apply(
                    preset,
                    overrides.stream()
                            .filter(word -> foreign.stream().noneMatch(key -> assigns(word, key)))
                            .toList()));
            if (refused == null) refused = foreign;
            else refused.retainAll(foreign);
        }
        if (refused != null && !refused.isEmpty()) preset(presets.get(0), overrides); // says what is wrong with the key
        Unread.refuse(configs, overrides);
        return configs;
    }

    /** Whether a word such as {@code game.tau1=0.05} is for a key or for a section above it. */
    private static boolean assigns(String word, String key) {
        return word.startsWith(key + "=") || word.startsWith(key + ".");
    }

    /**
     * A file, which need not say what is as in the defaults, with some keys changed.
     *
     * @throws UserError as {@link #preset}, naming the file where the fault is in it
     */
    public static Config file(Path file, List<String> overrides) {
        return layered("", List.of(file), overrides);
    }

    /**
     * Files laid over a preset or over the defaults, each over the ones before, with some keys changed.
     *
     * @param preset empty for none; then the first file may name what it starts from
     * @throws UserError as {@link #preset}, naming the files where the fault is in them
     */
    public static Config layered(String preset, List<Path> files, List<String> overrides) {
        return completed(preset, files, start(preset, files), List.of(), overrides);
    }

    /**
     * The same with what data and checkpoints tell, which goes before presets and gives way to what the user says.
     *
     * @param start the preset below all: {@link #start}, or another in its place; empty for the defaults
     * @param told assignments
     * @throws UserError as {@link #layered}
     */
    public static Config completed(
            String preset, List<Path> files, String start, List<String> told, List<String> overrides) {
        Layers layers = layers(preset, files, start, told);
        return bind(layers, origin(preset, files), overrides, Binding::bind);
    }

    /**
     * The parts of {@link #completed} that data and checkpoints are read by. Other parts, and what the parts ask of each
     * other, are not looked at.
     *
     * @throws UserError as {@link #layered}, for these parts
     */
    public static Draft draft(
            String preset, List<Path> files, String start, List<String> told, List<String> overrides) {
        return bind(layers(preset, files, start, told), origin(preset, files), overrides, Binding::draft);
    }

    /**
     * The preset that a configuration starts from: the user's, or the one that the first file names; empty for none.
     *
     * @throws UserError if another file names one, or there is no such preset
     */
    public static String start(String preset, List<Path> files) {
        String start = preset;
        for (Path file : files) {
            ObjectNode tree = read(file);
            if (!tree.has(Presets.BASE)) continue;
            String base = tree.get(Presets.BASE).asText();
            if (!(preset.isEmpty() && file.equals(files.get(0)))) {
                throw new UserError(file + ": expected no " + Presets.BASE + " in a file that is laid over "
                        + (preset.isEmpty() ? files.get(0) : "preset " + preset) + ", got " + base + "; leave it out");
            }
            start = base;
        }
        return start;
    }

    private static String origin(String preset, List<Path> files) {
        return files.isEmpty()
                ? "preset " + preset
                : files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static Layers layers(String preset, List<Path> files, String start, List<String> told) {
        Layers layers = new Layers();
        layers.whole().put("name", preset.isEmpty() && !files.isEmpty() ? stem(files.get(0)) : preset);
        if (!start.isEmpty()) addWithBase(layers, Presets.tree(start));
        addFiles(layers, files);
        if (told.isEmpty()) return layers;
        layers.add(Overrides.tree(told));
        return addFiles(layers, files);
    }

    private static Layers addFiles(Layers layers, List<Path> files) {
        for (Path file : files) {
            ObjectNode own = read(file);
            own.remove(Presets.BASE);
            layers.add(own);
        }
        return layers;
    }

    private static ObjectNode read(Path file) {
        ObjectNode tree =
                Yaml.documents(Bounds.description(file), file.toString()).get(0);
        named(file, () -> {
            Format.take(tree);
            Format.refuseRenamed(tree);
            if (tree.has(Presets.BASE)) Presets.tree(tree.get(Presets.BASE).asText());
        });
        return tree;
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

    /** The whole configuration as another process of this version tells it: what {@link Yaml#dump} writes. */
    public static Config told(String text) {
        String origin = "the configuration of the first worker";
        ObjectNode tree = Yaml.documents(text, origin).get(0);
        Format.take(tree);
        return load("", tree, origin, List.of());
    }

    /**
     * What a user says: the keys of files and of assignments with their values as text, lists without brackets.
     *
     * @param files each over the ones before
     */
    public static Map<String, String> said(List<Path> files, List<String> overrides) {
        Map<String, String> said = new LinkedHashMap<>();
        for (Path file : files)
            flatten(
                    "",
                    Yaml.documents(Bounds.description(file), file.toString()).get(0),
                    said);
        flatten("", Overrides.tree(overrides), said);
        return said;
    }

    /** What a preset says, and the one that it starts from: keys with their values as text. */
    public static Map<String, String> saidBy(String preset) {
        ObjectNode tree = Presets.tree(preset);
        Map<String, String> said = new LinkedHashMap<>();
        if (tree.has(Presets.BASE)) said.putAll(saidBy(tree.get(Presets.BASE).asText()));
        flatten("", tree, said);
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
        return bind(base(name, chosen), origin, overrides, Binding::bind);
    }

    private static <T> T bind(Layers base, String origin, List<String> overrides, Function<ObjectNode, T> binding) {
        ObjectNode changes = changes(overrides);
        try {
            return binding.apply(base.copy().add(changes).whole());
        } catch (UserError e) {
            throw faultOf(base, e, binding) ? new UserError(origin + ": " + e.getMessage(), e) : e;
        }
    }

    /** Whether the fault is there without the overrides, too. */
    private static boolean faultOf(Layers base, UserError fault, Function<ObjectNode, ?> binding) {
        try {
            return binding.apply(base.whole()) == null; // never: it is there, or refused
        } catch (UserError e) {
            return e.getMessage().equals(fault.getMessage());
        }
    }
}

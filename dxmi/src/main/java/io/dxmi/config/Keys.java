package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dotted keys of configuration records, and which kinds of a sealed choice have which. */
final class Keys {

    private static final PropertyNamingStrategies.NamingBase NAMING =
            (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;

    private Keys() {}

    /** All keys below a record or sealed choice, relative to it, sections before their keys. */
    static Set<String> of(Class<?> type) {
        Set<String> keys = new LinkedHashSet<>();
        collect("", type, keys);
        return keys;
    }

    /** The keys of a record or sealed choice itself. */
    static List<String> direct(Class<?> type) {
        return of(type).stream().filter(key -> !key.contains(".")).toList();
    }

    static boolean isSection(Class<?> type) {
        return type.isRecord() || isChoice(type);
    }

    static boolean isChoice(Class<?> type) {
        return type.isAnnotationPresent(JsonSubTypes.class);
    }

    /** The key that chooses a kind. */
    static String property(Class<?> choice) {
        return choice.getAnnotation(JsonTypeInfo.class).property();
    }

    /** The kinds of a sealed choice by name. */
    static Map<String, Class<?>> kinds(Class<?> choice) {
        var config = Yaml.MAPPER.getDeserializationConfig();
        Map<String, Class<?>> kinds = new LinkedHashMap<>();
        var annotated = AnnotatedClassResolver.resolveWithoutSuperTypes(config, choice);
        for (NamedType kind : Yaml.MAPPER.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotated)) {
            if (kind.hasName() && kind.getType().isRecord()) kinds.put(kind.getName(), kind.getType());
        }
        return kinds;
    }

    /** The sections of a record by key. */
    static Map<String, Class<?>> components(Class<?> type) {
        Map<String, Class<?>> components = new LinkedHashMap<>();
        for (RecordComponent c : type.getRecordComponents()) components.put(NAMING.translate(c.getName()), c.getType());
        return components;
    }

    /** The record that a tree spells, or null if it names no kind. */
    private static Class<?> chosen(Class<?> type, ObjectNode tree) {
        return isChoice(type) ? kinds(type).get(tree.path(property(type)).asText()) : type;
    }

    /** Dotted keys of a tree that its chosen kinds do not have, but other kinds do. */
    static List<String> foreign(Class<?> type, ObjectNode tree) {
        List<String> found = new ArrayList<>();
        foreign("", type, tree, found);
        return found;
    }

    private static void foreign(String prefix, Class<?> type, ObjectNode tree, List<String> found) {
        Class<?> record = chosen(type, tree);
        if (record == null) return;
        Map<String, Class<?>> own = components(record);
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String key = entry.getKey();
            Class<?> below = own.get(key);
            if (below == null) {
                boolean chooses = isChoice(type) && key.equals(property(type));
                if (!chooses && isChoice(type) && direct(type).contains(key)) found.add(prefix + key);
            } else if (isSection(below) && entry.getValue() instanceof ObjectNode section) {
                foreign(prefix + key + ".", below, section, found);
            }
        }
    }

    /** Removes a dotted key. */
    static void remove(ObjectNode tree, String key) {
        int dot = key.indexOf('.');
        if (dot < 0) tree.remove(key);
        else if (tree.get(key.substring(0, dot)) instanceof ObjectNode section) remove(section, key.substring(dot + 1));
    }

    /** Where a dotted key belongs: {@code "game.update.kind=ppo"}; empty if no kind of its section has it. */
    static String owners(String key) {
        Class<?> type = Config.class;
        String[] parts = key.split("\\.", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            type = below(type, parts[i]);
            if (type == null || !isSection(type)) return "";
        }
        if (!isChoice(type)) return "";
        String last = parts[parts.length - 1];
        List<String> kinds = new ArrayList<>();
        kinds(type).forEach((name, record) -> {
            if (components(record).containsKey(last)) kinds.add(name);
        });
        String section = key.substring(0, key.length() - last.length());
        return kinds.isEmpty() ? "" : section + property(type) + "=" + String.join(" or ", kinds);
    }

    /** The names that a dotted key chooses from: kinds, or those of an enum; empty for other types. */
    static List<String> choices(String key) {
        Class<?> type = Config.class;
        for (String part : key.split("\\.", -1)) {
            if (isChoice(type) && part.equals(property(type)))
                return List.copyOf(kinds(type).keySet());
            type = below(type, part);
            if (type == null || !isSection(type)) break;
        }
        return type != null && type.isEnum() ? names(type) : List.of();
    }

    private static Class<?> below(Class<?> type, String key) {
        if (!isChoice(type)) return components(type).get(key);
        return kinds(type).values().stream()
                .map(kind -> components(kind).get(key))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    /** All dotted keys with a value that is no section, with that value. */
    static Map<String, JsonNode> leaves(ObjectNode tree) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        leaves("", tree, leaves);
        return leaves;
    }

    private static void leaves(String prefix, ObjectNode tree, Map<String, JsonNode> leaves) {
        tree.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode section) leaves(prefix + entry.getKey() + ".", section, leaves);
            else leaves.put(prefix + entry.getKey(), entry.getValue());
        });
    }

    private static void collect(String prefix, Class<?> type, Set<String> keys) {
        if (type.isRecord()) {
            components(type).forEach((name, below) -> {
                keys.add(prefix + name);
                if (isSection(below)) collect(prefix + name + ".", below, keys);
            });
            return;
        }
        keys.add(prefix + property(type));
        new LinkedHashSet<>(kinds(type).values()).forEach(kind -> collect(prefix, kind, keys));
    }

    /** An enum's names as they stand in files. */
    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Yaml.MAPPER.convertValue(constant, String.class))
                .toList();
    }
}

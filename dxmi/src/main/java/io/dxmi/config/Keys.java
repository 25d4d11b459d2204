package io.dxmi.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The dotted keys that a configuration record has, sections before their keys. */
final class Keys {

    private static final PropertyNamingStrategies.NamingBase NAMING =
            (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;

    private Keys() {}

    /** All keys below a record or sealed choice, relative to it. */
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
        return type.isRecord() || type.isAnnotationPresent(JsonSubTypes.class);
    }

    /** The names of a sealed choice's kinds. */
    static List<String> kinds(Class<?> choice) {
        return Arrays.stream(choice.getAnnotation(JsonSubTypes.class).value())
                .map(JsonSubTypes.Type::name)
                .toList();
    }

    private static void collect(String prefix, Class<?> type, Set<String> keys) {
        if (type.isRecord()) {
            for (RecordComponent c : type.getRecordComponents()) {
                String key = prefix + NAMING.translate(c.getName());
                keys.add(key);
                if (isSection(c.getType())) collect(key + ".", c.getType(), keys);
            }
            return;
        }
        keys.add(prefix + type.getAnnotation(JsonTypeInfo.class).property());
        List<Class<?>> kinds = new ArrayList<>();
        for (JsonSubTypes.Type kind : type.getAnnotation(JsonSubTypes.class).value()) kinds.add(kind.value());
        kinds.forEach(kind -> collect(prefix, kind, keys));
    }
}

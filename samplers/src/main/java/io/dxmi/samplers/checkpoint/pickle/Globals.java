package io.dxmi.samplers.checkpoint.pickle;

import java.util.Map;

/**
 * Everything that a pickle may use: functions, and constants for all else (the type of a storage, say). Any other name gives
 * an {@link Opaque}.
 *
 * @param byName by {@code module.name}, as Python spells it
 */
public record Globals(Map<String, Object> byName) {

    public Globals {
        byName = Map.copyOf(byName);
    }

    Object find(String module, String name) {
        Object found = byName.get(module + "." + name);
        return found == null ? Opaque.global(module + "." + name) : found;
    }
}

package io.dxmi.samplers.checkpoint.pickle;

import java.util.Map;

/**
 * Everything that a pickle may use: functions, and constants for all else (the type of a storage, say). Any other name gives
 * an {@link Opaque}.
 *
 * @param byName by {@code module.name}, as Python spells it
 */
public record Globals(Map<String, Object> byName) {

    private static final int LONGEST = 2000;

    public Globals {
        byName = Map.copyOf(byName);
    }

    Object find(String module, String name) {
        boolean isLong = module.length() + name.length() > LONGEST; // what is on the list is short
        String full = isLong ? BadPickle.printable(module) + "." + BadPickle.printable(name) : module + "." + name;
        Object found = byName.get(full);
        return found == null ? Opaque.global(full) : found;
    }
}

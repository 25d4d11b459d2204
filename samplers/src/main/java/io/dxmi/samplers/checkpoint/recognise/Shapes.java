package io.dxmi.samplers.checkpoint.recognise;

import java.util.Map;

/** Shapes of the tensors of one state dict, by name. */
record Shapes(Map<String, long[]> byName) {

    boolean has(String name) {
        return byName.containsKey(name);
    }

    boolean hasModule(String name) {
        return byName.keySet().stream().anyMatch(n -> n.startsWith(name + "."));
    }

    /** One side of a tensor, or 0 if there is no such tensor or side: settings made of it are then refused. */
    int side(String name, int axis) {
        long[] shape = byName.get(name);
        return shape == null || axis >= shape.length || shape[axis] > Integer.MAX_VALUE ? 0 : (int) shape[axis];
    }

    /** How many modules there are whose names are the prefix and 0, 1, and so on. */
    int count(String prefix) {
        int n = 0;
        while (hasModule(prefix + n)) n++;
        return n;
    }
}

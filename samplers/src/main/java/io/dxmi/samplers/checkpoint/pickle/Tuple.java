package io.dxmi.samplers.checkpoint.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A Python tuple: like a list, but nothing can be added to it. Compared by identity, since it may contain itself. */
public final class Tuple {

    private final Object[] items;

    Tuple(List<Object> items) {
        this.items = items.toArray();
    }

    public int size() {
        return items.length;
    }

    /** The item, which may be null. */
    public Object get(int i) {
        return items[i];
    }

    public List<Object> items() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }
}

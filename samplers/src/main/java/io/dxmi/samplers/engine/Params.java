package io.dxmi.samplers.engine;

import java.util.function.Function;

/**
 * A network's parameters by name, under a prefix: {@code in("down.0").get("conv.weight")} is {@code down.0.conv.weight}.
 *
 * @param <T> what stands for an array
 */
public final class Params<T> {

    private final Function<String, T> lookup;
    private final String prefix;

    public Params(Function<String, T> lookup) {
        this(lookup, "");
    }

    private Params(Function<String, T> lookup, String prefix) {
        this.lookup = lookup;
        this.prefix = prefix;
    }

    public T get(String name) {
        return lookup.apply(prefix + name);
    }

    public Params<T> in(String module) {
        return new Params<>(lookup, prefix + module + ".");
    }
}

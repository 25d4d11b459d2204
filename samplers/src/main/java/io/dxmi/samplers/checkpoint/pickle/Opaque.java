package io.dxmi.samplers.checkpoint.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stands for what a pickle asks for and this reader does not make: an object of a class that is not listed, or a value that
 * does not fit. Nothing is looked up and nothing is run. Attributes and items that the pickle sets are kept as data.
 */
public final class Opaque implements Function {

    private final String what;
    private final boolean global;
    private final Map<Object, Object> content = new LinkedHashMap<>();

    private Opaque(String what, boolean global) {
        this.what = BadPickle.printable(what);
        this.global = global;
    }

    /** What a pickle names as {@code module.name}, and what it makes of it. */
    static Opaque global(String name) {
        return new Opaque(name, true);
    }

    /** A value that is not read, for a reason: a fragment of a line. */
    public static Opaque of(String reason) {
        return new Opaque(reason, false);
    }

    /** An object of a named class with these attributes. */
    public static Opaque object(String name, Map<?, ?> attributes, Budget budget) {
        Opaque object = new Opaque(name, true);
        object.take(attributes, budget);
        return object;
    }

    /** Attributes and items in their order; those without a name are numbered. */
    public Map<Object, Object> content() {
        return Collections.unmodifiableMap(content);
    }

    /** Why a file that holds only this is refused. */
    public BadPickle refusal() {
        return global ? new BadPickle.Forbidden(what) : new BadPickle(what);
    }

    /** What the object makes is as opaque as itself. */
    @Override
    public Object call(Tuple arguments, Budget budget) {
        return new Opaque(what, global);
    }

    void put(Object key, Object value) {
        content.put(key, value);
    }

    void append(Object value) {
        content.put((long) content.size(), value);
    }

    /** Keeps attributes: a dictionary, or a pair of dictionaries where the class has slots. */
    void take(Object state, Budget budget) {
        if (state instanceof Map<?, ?> attributes) {
            budget.pay(attributes.size());
            content.putAll(attributes);
        } else if (state instanceof Tuple pair && pair.size() == 2) {
            for (Object half : pair.items()) {
                if (half instanceof Map) take(half, budget);
            }
        }
    }

    /** The name of the class, or the reason. */
    @Override
    public String toString() {
        return what;
    }
}

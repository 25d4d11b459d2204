package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The scalars of an iteration, in the order in which they were put. All that the device computes is read at the end, by one wait. */
public final class Row {

    private final Map<String, Double> scalars = new LinkedHashMap<>();
    private final List<Pending<Runnable>> parts = new ArrayList<>();

    /** Puts a number that is known. */
    public void put(String name, double value) {
        change(row -> row.put(name, value));
    }

    /** Puts a number that will be known. */
    public void put(String name, Pending<Double> value) {
        add(value, (row, number) -> row.put(name, number));
    }

    /** Puts all scalars of an update under a prefix. */
    public void add(String prefix, Pending<Stats> stats) {
        add(stats, (row, known) -> known.addTo(row, prefix));
    }

    /** Changes what was put so far. */
    public void change(Consumer<Map<String, Double>> change) {
        add(Pending.known(scalars), (row, same) -> change.accept(row));
    }

    /** Does something with numbers, once they are known, and with what was put so far. */
    public <R> void add(Pending<R> numbers, BiConsumer<Map<String, Double>, R> use) {
        parts.add(numbers.then(known -> use.accept(scalars, known)));
    }

    /** Keeps what is not read yet beyond the scope that it was computed in: in {@code scope}. */
    public void keep(NDManager scope) {
        parts.forEach(part -> part.within(scope));
    }

    /**
     * Waits for the device.
     *
     * @throws Diverged of the first update that was not finite, with what was put before it
     */
    public Map<String, Double> read() {
        try {
            Pending.all(parts).read().forEach(Runnable::run);
        } catch (Diverged e) {
            throw e.after(scalars);
        }
        return scalars;
    }
}

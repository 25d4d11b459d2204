package io.dxmi.detect.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A result of one model, or of the models of several categories.
 *
 * @param single the result of one model; empty if there are categories
 * @param categories results by category, in order; empty if there is one model
 */
public record PerCategory<T>(Optional<T> single, Map<String, T> categories) {

    /** Of one model. */
    public static <T> PerCategory<T> of(T result) {
        return new PerCategory<>(Optional.of(result), Map.of());
    }

    /** Of each category. */
    public static <T> PerCategory<T> of(Map<String, T> results) {
        return new PerCategory<>(Optional.empty(), results);
    }

    /** All results. */
    public List<T> all() {
        return single.map(List::of).orElseGet(() -> List.copyOf(categories.values()));
    }

    /** Changes each result. */
    public <R> PerCategory<R> map(Function<T, R> change) {
        Map<String, R> changed = new LinkedHashMap<>();
        categories.forEach((name, result) -> changed.put(name, change.apply(result)));
        return new PerCategory<>(single.map(change), changed);
    }
}

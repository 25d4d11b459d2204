package io.dxmi.eval.reference;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** An entry of a result: a metric, or a fact beside metrics. */
public sealed interface Reported permits Measured, Fact {

    /** Key in JSON. */
    String name();

    /** Value in JSON. */
    Object value();

    /**
     * The metric of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    static Measured metric(String name, List<? extends Reported> reported) {
        return find(name, reported).orElseThrow(() -> new NoSuchElementException("no metric is called " + name));
    }

    /** The metric of a name, if there is one. */
    static Optional<Measured> find(String name, List<? extends Reported> reported) {
        return reported.stream()
                .filter(r -> r.name().equals(name))
                .filter(Measured.class::isInstance)
                .map(Measured.class::cast)
                .findFirst();
    }
}

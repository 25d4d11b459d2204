package io.dxmi.samplers.engine.train;

import java.util.Map;

/** A loss or gradient that is not finite. The update that met it was not applied. */
public final class Diverged extends RuntimeException {

    public Diverged(String network, Stats stats) {
        super("the " + network + " update is not finite: " + stats);
    }

    private Diverged(String message, Diverged cause) {
        super(message, cause);
    }

    /** The same, beside what the iteration had measured before it. */
    public Diverged after(Map<String, Double> row) {
        return new Diverged(getMessage() + ", after " + row, this);
    }
}

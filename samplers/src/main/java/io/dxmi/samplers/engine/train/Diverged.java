package io.dxmi.samplers.engine.train;

import java.util.Map;

/** Training that left the finite numbers: a loss, a gradient or what the weights give. No update was applied after that. */
public final class Diverged extends IllegalStateException {

    public Diverged(String network, Stats stats) {
        super("the " + network + " update is not finite: " + stats);
    }

    /** States what was met, where and the remedy. */
    public Diverged(String message) {
        super(message);
    }

    /** The same with the exception behind it, or null. */
    public Diverged(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same, beside what the iteration had measured before it. */
    public Diverged after(Map<String, Double> row) {
        return new Diverged(getMessage() + ", after " + row, this);
    }
}

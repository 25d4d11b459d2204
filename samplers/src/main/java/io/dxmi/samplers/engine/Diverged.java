package io.dxmi.samplers.engine;

/** A loss or gradient that is not finite. The update that met it was not applied. */
public final class Diverged extends RuntimeException {

    public Diverged(String network, Stats stats) {
        super("the " + network + " update is not finite: " + stats);
    }
}

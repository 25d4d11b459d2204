package io.dxmi.samplers.engine.train;

/** A worker of a data-parallel training has ended, and with it the training of all; the checkpoints are as they were. */
public final class WorkerLost extends IllegalStateException {

    /** States which worker was lost and how. */
    public WorkerLost(String message) {
        super(message);
    }

    /** The same with the exception behind it. */
    public WorkerLost(String message, Throwable cause) {
        super(message, cause);
    }
}

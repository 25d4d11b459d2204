package io.dxmi.samplers;

/**
 * A request to stop a run. A signal sets the flag. The loop reads it, finishes its iteration, writes a checkpoint and
 * returns.
 */
public final class StopFlag {

    private volatile int signal;

    /** Asks the loop to stop because of this signal's number. */
    public void request(int signal) {
        this.signal = signal;
    }

    public boolean requested() {
        return signal != 0;
    }

    /** What a shell expects of a process that this signal stopped: 128 and its number. */
    public int exitCode() {
        return 128 + signal;
    }
}

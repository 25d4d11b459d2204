package io.dxmi.spark;

import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads files of rows that executors write, as they grow, and asks the tasks to stop when this process is asked to. */
final class TailLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TailLoop.class);
    private static final long LOOK_MILLIS = 300;

    private final List<Runnable> reads;
    private final StopFlag stop;
    private final SharedFolder shared;
    private final Thread thread;

    /**
     * Reads from now on, in a thread of its own.
     *
     * @param reads what was added to each file
     * @param shared is closed with this
     */
    TailLoop(List<Runnable> reads, StopFlag stop, SharedFolder shared) {
        this.reads = reads;
        this.stop = stop;
        this.shared = shared;
        thread = new Thread(this::look, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            while (true) {
                look(stop.requested());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A full disk or a file system that fails for a moment costs one look. */
    private void look(boolean stops) {
        try {
            if (stops) shared.stop();
            reads.forEach(Runnable::run);
        } catch (WriteFailed | UserError | UncheckedIOException e) {
            LOG.debug("looks again", e);
        }
    }

    /** Reads the last rows. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        look(false);
        shared.close();
    }
}

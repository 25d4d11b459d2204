package io.dxmi.spark;

import io.dxmi.samplers.StopFlag;

/** Stops a training in order, after its iteration, once the mark of a {@link SharedFolder} says so. */
final class MarkedStop implements AutoCloseable {

    private static final long LOOK_MILLIS = 500;
    private static final int TERM = 15;

    private final StopFlag stop = new StopFlag();
    private final Thread look;

    MarkedStop(String mark) {
        look = new Thread(() -> look(mark), "stop");
        look.setDaemon(true);
        look.start();
    }

    private void look(String mark) {
        try {
            while (SharedFolder.isToGo(mark)) Thread.sleep(LOOK_MILLIS);
            stop.request(TERM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    StopFlag flag() {
        return stop;
    }

    @Override
    public void close() {
        look.interrupt();
    }
}

package io.dxmi.spark;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.StopFlag;
import io.dxmi.watch.RowTail;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Passes on how far the runs of a comparison are, as their folders tell, their results in order, and a request to stop. */
final class ComparisonWatch implements Consumer<ComparisonTask.Trained>, AutoCloseable {

    private static final long LOOK_MILLIS = 500;

    private final List<String> runs;
    private final WorkerPool.Listener listener;
    private final SharedFolder shared;
    private final Thread thread;
    private int next;
    private int complete;

    /** Watches from now on; {@code shared} is closed with this. */
    ComparisonWatch(Path out, List<String> runs, WorkerPool.Listener listener, StopFlag stop, SharedFolder shared) {
        this.runs = runs;
        this.listener = listener;
        this.shared = shared;
        List<RowTail> tails = runs.stream().map(run -> tail(out, run)).toList();
        thread = new Thread(() -> look(tails, stop), "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private RowTail tail(Path out, String run) {
        return new RowTail(out.resolve(run).resolve("metrics.jsonl"), Long.MAX_VALUE, new RowTail.Reader() {
            @Override
            public void restart() {}

            @Override
            public void row(JsonNode row) {
                step(run, row);
            }
        });
    }

    private void look(List<RowTail> tails, StopFlag stop) {
        try {
            while (true) {
                if (stop.requested()) shared.stop();
                tails.forEach(RowTail::read);
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void step(String run, JsonNode row) {
        listener.step(run, row.path("phase").asText(), row.path("iteration").asLong(), 0);
    }

    @Override
    public synchronized void accept(ComparisonTask.Trained trained) {
        String run = runs.get(next++);
        if (trained.content() == null) return;
        complete++;
        listener.result(run, trained.content());
    }

    /** Whether all runs have a result. */
    synchronized boolean isComplete() {
        return complete == runs.size();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shared.close();
    }
}

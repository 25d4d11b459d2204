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

    private final List<String> runs;
    private final WorkerPool.Listener listener;
    private final TailLoop loop;
    private int next;
    private int complete;

    /** Watches from now on; {@code shared} is closed with this. */
    ComparisonWatch(Path out, List<String> runs, WorkerPool.Listener listener, StopFlag stop, SharedFolder shared) {
        this.runs = runs;
        this.listener = listener;
        List<Runnable> reads =
                runs.stream().<Runnable>map(run -> tail(out, run)::read).toList();
        loop = new TailLoop(reads, stop, shared);
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
        loop.close();
    }
}

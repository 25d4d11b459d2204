package io.dxmi.spark;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.watch.RowTail;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Passes on how far a training elsewhere is, as its run folder tells, and a request to stop. */
final class RunWatch implements AutoCloseable, RowTail.Reader {

    private static final long LOOK_MILLIS = 300;

    private final Config config;
    private final Progress progress;
    private final RowTail rows;
    private final Thread thread;
    private final SharedFolder shared;
    private String phase = "";
    private long before;
    private boolean watching;

    /** Watches from now on; {@code shared} is closed with this. */
    RunWatch(Path run, Config config, Progress progress, StopFlag stop, SharedFolder shared) {
        this.shared = shared;
        this.config = config;
        this.progress = progress;
        this.rows = new RowTail(run.resolve("metrics.jsonl"), Long.MAX_VALUE, this);
        rows.read(); // of an earlier process
        this.watching = true;
        this.thread = new Thread(() -> look(stop), "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void look(StopFlag stop) {
        try {
            while (true) {
                if (stop.requested()) shared.stop();
                rows.read();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void restart() {
        before = 0;
    }

    @Override
    public void row(JsonNode row) {
        String now = row.path("phase").asText();
        long done = row.path("iteration").asLong();
        if (!watching) {
            before = done;
            return;
        }
        if (!now.equals(phase)) {
            if (!phase.isEmpty()) progress.end(phase);
            progress.begin(now, phase.isEmpty() ? Math.min(before, done) : 0, total(now));
            phase = now;
        }
        Map<String, Double> scalars = new LinkedHashMap<>();
        row.forEachEntry((name, value) -> {
            if (value.isDouble()) scalars.put(name, value.asDouble());
        });
        progress.step(now, done, scalars);
    }

    private long total(String named) {
        return named.equals("pretrain")
                ? config.pretrain().iterations()
                : config.trainer().iterations();
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
        rows.read();
        if (!phase.isEmpty()) progress.end(phase);
        shared.close();
    }

    /** The mark that the tasks look for. */
    String mark() {
        return shared.mark();
    }
}

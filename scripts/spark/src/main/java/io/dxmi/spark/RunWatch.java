package io.dxmi.spark;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.config.Config;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.watch.RowTail;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passes on how far a training elsewhere is, as its run folder tells, and a request to stop. */
final class RunWatch implements AutoCloseable, RowTail.Reader {

    private final Config config;
    private final Progress progress;
    private final RowTail rows;
    private final SharedFolder shared;
    private final TailLoop loop;
    private String phase = "";
    private boolean old = true;
    private String oldPhase = "";
    private long before;

    /** Watches from now on; {@code shared} is closed with this. */
    RunWatch(Path run, Config config, Progress progress, StopFlag stop, SharedFolder shared) {
        this.shared = shared;
        this.config = config;
        this.progress = progress;
        this.rows = new RowTail(run.resolve("metrics.jsonl"), Long.MAX_VALUE, this);
        rows.read();
        this.old = false; // a folder that is not there yet has no old rows
        this.loop = new TailLoop(List.of(this::read), stop, shared);
    }

    /** The rows of the first read, and those that stay when a file is cut to its last checkpoint, are of an earlier process. */
    private void read() {
        if (rows.read()) old = false;
    }

    @Override
    public void restart() {
        old = true;
        oldPhase = "";
        before = 0;
    }

    @Override
    public void row(JsonNode row) {
        String now = row.path("phase").asText();
        long done = row.path("iteration").asLong();
        if (old) {
            oldPhase = now;
            before = done;
            return;
        }
        if (!now.equals(phase)) {
            if (!phase.isEmpty()) progress.end(phase);
            progress.begin(now, now.equals(oldPhase) ? before : 0, total(now));
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
        loop.close();
        if (!phase.isEmpty()) progress.end(phase);
    }

    /** The mark that the tasks look for. */
    String mark() {
        return shared.mark();
    }
}

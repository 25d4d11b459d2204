package io.dxmi.runs.folder;

import static io.dxmi.samplers.UserError.parameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.checkpoint.Sealed;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run on disk: config.yaml, run.json, metrics.jsonl, timing.jsonl, checkpoints/, pictures, summary.json. Only {@code
 * config.yaml} makes a folder a run.
 */
public final class RunFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");

    private final Path path;
    private final Config config;
    private final Checkpoints checkpoints;
    private final WriteLock lock;
    private final Rows rows;

    private RunFolder(Path path, Config config, Checkpoints checkpoints, WriteLock lock, long keptRows) {
        this.path = path;
        this.config = config;
        this.checkpoints = checkpoints;
        this.lock = lock;
        this.rows = new Rows(path, keptRows, System::nanoTime);
    }

    /**
     * Makes the folder of a new run. A folder that a killed process left before its first checkpoint is taken over.
     *
     * @param out where, or null for {@code runs/NAME-n} with the first free n
     * @throws UserError as {@link RunPlace#requireNew}, or if another process writes there
     */
    public static RunFolder create(Path out, Config config, RunRecord record) {
        if (out == null) {
            Path path = RunPlace.nextFree(Path.of("runs"), config, record);
            return begin(path, config, WriteLock.folder(path));
        }
        RunPlace.requireNew(out, config);
        if (RunPlace.isBegun(out, config)) return resume(out, record);
        if (!Files.isDirectory(out)) {
            if (!RunPlace.make(out, config, record)) throw RunPlace.notNew(out);
            return begin(out, config, WriteLock.folder(out));
        }
        WriteLock lock = WriteLock.folder(out);
        try {
            RunPlace.fill(out, config, record);
            return begin(out, config, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static RunFolder begin(Path path, Config config, WriteLock lock) {
        return new RunFolder(path, config, Checkpoints.of(path), lock, 0);
    }

    /**
     * Opens a run to continue it: rows after its newest good checkpoint are dropped. Without a checkpoint it is to begin
     * again. What is damaged or missing is logged as a warning.
     *
     * @throws UserError if there is no run at {@code path}, another process continues it, or it has checkpoints and none
     *     of them is good
     */
    public static RunFolder resume(Path path, RunRecord record) {
        Config config = config(path);
        RunContent.requireFormat(path);
        WriteLock lock = WriteLock.folder(path);
        try {
            Checkpoints checkpoints = Checkpoints.of(path);
            Optional<Checkpoint> latest = checkpoints.latest();
            if (latest.isEmpty()) requireUntouched(path);
            long kept = latest.map(Checkpoint::rows).orElse(0L);
            RunFolder run = new RunFolder(path, config, checkpoints, lock, kept);
            if (run.rows.count() < kept) {
                LOG.warn(
                        "{} has lost rows: expected {}, found {}; the run goes on without them",
                        path.resolve("metrics.jsonl"),
                        kept,
                        run.rows.count());
            }
            if (run.rows.count() == kept && latest.isPresent() && !latest.get().hasRows(run.rows.checksum())) {
                LOG.warn("{} is damaged; the run goes on with it", path.resolve("metrics.jsonl"));
            }
            run.append(record);
            run.checkpoints.settle(config.trainer().keepCheckpoints());
            return run;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Before the first checkpoint, nothing but its record tells whether a configuration is the run's. */
    private static void requireUntouched(Path path) {
        Path file = path.resolve("run.json");
        if (!Files.isRegularFile(file)) return;
        try {
            if (Sealed.isWhole(Json.parse(Bounds.record(file)), path)) return;
        } catch (IOException e) {
            LOG.warn("{} is damaged", file);
            return;
        }
        throw new UserError(
                "expected " + path.resolve("config.yaml") + " and " + file + " of one run, got files that do not"
                        + " belong together; nothing is trained there yet, begin again in another folder");
    }

    /** A damaged or lost record does not keep a run from going on. */
    private void append(RunRecord record) {
        Path file = path.resolve("run.json");
        try {
            record.appendTo(file);
        } catch (UserError e) {
            LOG.warn("{}; it begins again with this process", e.getMessage());
            AtomicFiles.write(file, record.json(path));
        }
    }

    /** Tells in run.json what the run trains. */
    public void describe(RunContent content) {
        content.addTo(path.resolve("run.json"));
    }

    /**
     * The configuration with which a run goes on: where it has a checkpoint, the weights that it once started from are not
     * needed any more.
     *
     * @throws UserError if there is no run at {@code path}
     */
    public static Config continued(Path path) {
        Config config = config(path);
        return Checkpoints.of(path).isEmpty() ? config : config.withoutInit();
    }

    /** The configuration of the run at {@code path}. @throws UserError if there is none */
    public static Config config(Path path) {
        if (!Files.isDirectory(path)) {
            throw new UserError("expected a run folder at " + path + ", got "
                    + (Files.exists(path) ? "a file" : "nothing: there is no such folder"));
        }
        Path file = path.resolve("config.yaml");
        if (!Files.isRegularFile(file)) {
            throw new UserError("expected a run folder at " + path + ", got a folder without config.yaml"
                    + (RunPlace.isEmpty(path)
                            ? ": no training began there; train with this folder as " + parameter("out")
                            : ""));
        }
        return ConfigLoader.written(file);
    }

    public Path path() {
        return path;
    }

    public Config config() {
        return config;
    }

    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /** The listener that keeps metrics.jsonl and timing.jsonl. */
    public Rows rows() {
        return rows;
    }

    /**
     * Writes a checkpoint; every row reported so far is on the disk before it is.
     *
     * @throws IllegalStateException if a weight is not finite; the checkpoints before stay
     */
    public void checkpoint(String phase, long iteration, Map<String, HostTensor> state) {
        rows.force();
        checkpoints.write(
                new Checkpoint(phase, iteration, rows.count(), rows.checksum(), state),
                config.trainer().keepCheckpoints());
    }

    /** Keeps the sampler after pre-training. */
    public void pretrained(Map<String, HostTensor> state) {
        checkpoints.writePretrained(state);
    }

    /**
     * Keeps the best checkpoint so far.
     *
     * @param averages of all networks, by name
     */
    public void best(BestCheckpoint best, Map<String, HostTensor> averages) {
        checkpoints.writeBest(best, rows.count(), rows.checksum(), averages);
    }

    /** Rows of their own, such as {@code histograms.jsonl}, continued after iteration {@code from}; the caller closes them. */
    public MeasuredRows measured(String file, long from) {
        return new MeasuredRows(path.resolve(file), from);
    }

    /** Writes summary.json. */
    public void summary(Map<String, Object> summary) {
        AtomicFiles.write(path.resolve("summary.json"), Sealed.page((ObjectNode) Json.tree(summary), path));
    }

    /** The summary of a complete run; empty if it has none, or one that is damaged or of another run. */
    public static Optional<JsonNode> summaryOf(Path run) {
        Path file = run.resolve("summary.json");
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            JsonNode summary = Json.parse(Bounds.record(file));
            if (summary.isObject() && Sealed.isWhole(summary, run)) return Optional.of(summary);
        } catch (JsonProcessingException e) {
            // damaged
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
        LOG.warn("{} is damaged, or of another run, and is written again", file);
        return Optional.empty();
    }

    @Override
    public void close() {
        rows.close();
        lock.close();
    }
}

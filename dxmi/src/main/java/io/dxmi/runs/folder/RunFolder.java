package io.dxmi.runs.folder;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    private RunFolder(Path path, Config config, WriteLock lock, long keptRows) {
        this.path = path;
        this.config = config;
        this.checkpoints = Checkpoints.of(path);
        this.lock = lock;
        this.rows = new Rows(path, keptRows, System::nanoTime);
    }

    /**
     * Makes the folder of a new run.
     *
     * @param out where, or null for {@code runs/NAME-n} with the first free n
     * @throws UserError if {@code out} exists or cannot be written
     */
    public static RunFolder create(Path out, Config config, RunRecord record) {
        Path path = out == null ? nextFree(Path.of("runs"), config, record) : out;
        if (out != null) requireNew(out);
        if (out != null && !make(out, config, record)) {
            throw new UserError(parameter("out") + " " + out + " exists; expected a folder to be made");
        }
        return new RunFolder(path, config, WriteLock.folder(path), 0);
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
            long kept = Checkpoints.of(path).latest().map(Checkpoint::rows).orElse(0L);
            RunFolder run = new RunFolder(path, config, lock, kept);
            if (run.rows.count() < kept) {
                LOG.warn(
                        "{} has lost rows: expected {}, found {}; the run goes on without them",
                        path.resolve("metrics.jsonl"),
                        kept,
                        run.rows.count());
            }
            run.append(record);
            return run;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** A damaged or lost record does not keep a run from going on. */
    private void append(RunRecord record) {
        Path file = path.resolve("run.json");
        try {
            record.appendTo(file);
        } catch (UserError e) {
            LOG.warn("{}; it begins again with this process", e.getMessage());
            AtomicFiles.write(file, record.json());
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
            throw new UserError("expected a run folder at " + path + ", got a folder without config.yaml");
        }
        return ConfigLoader.written(file);
    }

    /**
     * Whether a new folder could be made at {@code out}; makes nothing.
     *
     * @throws UserError if not
     */
    public static void requireNew(Path out) {
        if (Files.isDirectory(out))
            throw new UserError(parameter("out") + " " + out + " exists; expected a folder to be made");
        if (Files.exists(out))
            throw new UserError(parameter("out") + " " + out + " is a file; expected a folder to be made");
        Path above = out.toAbsolutePath().normalize().getParent();
        while (above != null && !Files.exists(above)) above = above.getParent();
        if (above == null || !Files.isDirectory(above)) {
            throw new UserError(parameter("out") + " " + out + " cannot be made: " + above + " is not a folder");
        }
        if (!Files.isWritable(above)) {
            throw new UserError(parameter("out") + " " + out + " cannot be made: " + above + " cannot be written");
        }
    }

    /** The folder appears with what makes it a run: a process killed before leaves no half of one. */
    private static boolean make(Path path, Config config, RunRecord record) {
        return AtomicFiles.newFolder(path, inside -> {
            AtomicFiles.write(inside.resolve("run.json"), record.json());
            AtomicFiles.write(inside.resolve("config.yaml"), Yaml.dump(config));
        });
    }

    /** Another process may take a number at the same moment: then the next one is tried. */
    private static Path nextFree(Path runs, Config config, RunRecord record) {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new UserError(runs + " is a file; expected a folder, or another " + parameter("out"));
        }
        for (int n = 1; ; n++) {
            Path path = runs.resolve(config.name() + "-" + n);
            if (!Files.exists(path) && make(path, config, record)) return path;
        }
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
                new Checkpoint(phase, iteration, rows.count(), state),
                config.trainer().keepCheckpoints());
    }

    /**
     * Keeps the best checkpoint so far.
     *
     * @param averages of all networks, by name
     */
    public void best(BestCheckpoint best, Map<String, HostTensor> averages) {
        checkpoints.writeBest(best, rows.count(), averages);
    }

    /** Rows of their own, such as {@code histograms.jsonl}, continued after iteration {@code from}; the caller closes them. */
    public MeasuredRows measured(String file, long from) {
        return new MeasuredRows(path.resolve(file), from);
    }

    /** Writes summary.json. */
    public void summary(Map<String, Object> summary) {
        AtomicFiles.write(path.resolve("summary.json"), Json.page(summary));
    }

    @Override
    public void close() {
        rows.close();
        lock.close();
    }
}

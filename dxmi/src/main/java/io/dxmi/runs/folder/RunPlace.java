package io.dxmi.runs.folder;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.config.Config;
import io.dxmi.config.Yaml;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a new run can be made, and how its folder begins. */
public final class RunPlace {

    private RunPlace() {}

    /** Whether all that lies there is this run, without a checkpoint. */
    static boolean isBegun(Path out, Config config) {
        if (!Files.isRegularFile(out.resolve("config.yaml"))
                || !Checkpoints.of(out).isEmpty()
                || Files.exists(out.resolve("summary.json"))) return false;
        Config begun = RunFolder.config(out);
        return begun.equals(config.chosenAs(begun));
    }

    /** Whether a folder holds nothing, or what a process leaves that is killed before it wrote config.yaml. */
    static boolean isEmpty(Path folder) {
        try (var inside = Files.list(folder)) {
            return inside.map(file -> file.getFileName().toString())
                    .allMatch(name -> name.equals(".lock") || name.equals("run.json") || name.endsWith(".partial"));
        } catch (IOException e) {
            throw new UserError("cannot read " + folder, e);
        }
    }

    /**
     * Whether a new run could be made at {@code out}; makes nothing. There may be nothing, an empty folder, or a run of the
     * same configuration that has no checkpoint yet.
     *
     * @throws UserError if not
     */
    public static void requireNew(Path out, Config config) {
        if (Files.isDirectory(out)) {
            if (isEmpty(out) || isBegun(out, config)) return;
            throw notNew(out);
        }
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

    static UserError notNew(Path out) {
        String run = Files.isRegularFile(out.resolve("config.yaml")) ? "; resume it to go on with its training" : "";
        return new UserError(
                parameter("out") + " " + out + " exists; expected a folder to be made, or an empty folder" + run);
    }

    /** The folder appears with what makes it a run: a process killed before leaves no half of one. */
    static boolean make(Path path, Config config, RunRecord record) {
        return AtomicFiles.newFolder(path, inside -> fill(inside, config, record));
    }

    static void fill(Path folder, Config config, RunRecord record) {
        // Only config.yaml makes a folder a run, and the record needs it; a lost record is no harm.
        AtomicFiles.write(folder.resolve("config.yaml"), Yaml.dump(config));
        AtomicFiles.write(folder.resolve("run.json"), record.json(folder));
    }

    /** Another process may take a number at the same moment: then the next one is tried. */
    static Path nextFree(Path runs, Config config, RunRecord record) {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new UserError(runs + " is a file; expected a folder, or another " + parameter("out"));
        }
        for (int n = 1; ; n++) {
            Path path = runs.resolve(config.name() + "-" + n);
            if (!Files.exists(path) && make(path, config, record)) return path;
        }
    }
}

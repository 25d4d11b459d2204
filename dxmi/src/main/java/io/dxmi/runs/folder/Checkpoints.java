package io.dxmi.runs.folder;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoints of a run: {@code step-N.safetensors}, and the file {@code latest} that names the newest complete one.
 * The one before it is kept, older ones are removed; files of other names are left alone.
 */
public final class Checkpoints {

    private static final String LATEST = "latest";
    private static final String PHASE = "phase";
    private static final String ITERATION = "iteration";
    private static final String ROWS = "rows";

    /** Names of the files that are made and removed here. */
    private static final String OWN = "[a-z]+-\\d+\\.safetensors";

    private final Path folder;

    private Checkpoints(Path folder) {
        this.folder = folder;
    }

    /** Where {@link #latest} lies, if there is one. */
    public Optional<Path> latestFile() {
        Path pointer = folder.resolve(LATEST);
        if (!Files.isRegularFile(pointer)) return Optional.empty();
        try {
            String name = Files.readString(pointer).strip();
            if (!name.matches(OWN))
                throw new UserError("expected the name of a checkpoint in " + pointer + ", got '" + name + "'");
            return Optional.of(folder.resolve(name));
        } catch (IOException e) {
            throw new UserError("cannot read " + pointer, e);
        }
    }

    /** The newest checkpoint. @throws UserError if it is damaged */
    public Optional<Checkpoint> latest() {
        return latestFile().map(Checkpoints::read);
    }

    /**
     * Where the latest checkpoint of a run lies.
     *
     * @param run a run folder
     * @throws UserError if it has none yet
     */
    public static Path latestOf(Path run) {
        return of(run).latestFile()
                .orElseThrow(() -> new UserError(run + " has no checkpoint yet; resume its training first"));
    }

    /** The checkpoints of the run in a folder. */
    static Checkpoints of(Path run) {
        return new Checkpoints(run.resolve("checkpoints"));
    }

    /** Reads any checkpoint. @throws UserError if there is none at {@code file} or it is damaged */
    public static Checkpoint read(Path file) {
        Safetensors content = Safetensors.read(file);
        String phase = content.metadata().get(PHASE);
        if (phase == null) {
            throw new UserError(file + ": expected a run's checkpoint, got other safetensors (they name no phase)");
        }
        return new Checkpoint(phase, count(file, content, ITERATION), count(file, content, ROWS), content.tensors());
    }

    private static long count(Path file, Safetensors content, String key) {
        String text = content.metadata().getOrDefault(key, "nothing");
        if (!text.matches("\\d{1,18}")) {
            throw new UserError(file + ": expected a run's checkpoint with a count of '" + key + "', got " + text);
        }
        return Long.parseLong(text);
    }

    /** A kill at any point leaves the old checkpoint or the new one. */
    void write(Checkpoint checkpoint) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(PHASE, checkpoint.phase());
        metadata.put(ITERATION, Long.toString(checkpoint.iteration()));
        metadata.put(ROWS, Long.toString(checkpoint.rows()));
        String step = checkpoint.phase().equals("train") ? "step" : checkpoint.phase();
        String name = step + "-" + checkpoint.iteration() + ".safetensors";
        Optional<Path> previous = latestFile();
        new Safetensors(checkpoint.state(), metadata).write(folder.resolve(name));
        AtomicFiles.write(folder.resolve(LATEST), name + "\n");
        removeAllBut(folder.resolve(name), previous.orElse(null));
    }

    private void removeAllBut(Path newest, Path previous) {
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                boolean own = file.getFileName().toString().matches(OWN);
                if (own && !file.equals(newest) && !file.equals(previous)) Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot remove old checkpoints in " + folder, e);
        }
    }
}

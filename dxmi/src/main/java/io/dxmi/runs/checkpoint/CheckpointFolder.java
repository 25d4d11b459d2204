package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files in {@code checkpoints/} and their names: {@code step-N.safetensors} of the joint training, {@code
 * PHASE-N.safetensors} of another phase, and {@code latest}, which names one of them.
 */
record CheckpointFolder(Path path) {

    /** The phase of the joint training, whose files are called {@code step}. */
    static final String TRAIN = "train";

    private static final Pattern NAME = Pattern.compile("([a-z]+)-(\\d{1,18})\\.safetensors");

    /** The file that names the newest checkpoint. */
    Path latest() {
        return path.resolve("latest");
    }

    /** What {@link #latest} says. */
    String named() {
        try {
            return Bounds.record(latest()).strip();
        } catch (IOException e) {
            return "nothing";
        }
    }

    /** Lets {@link #latest} name a checkpoint. */
    void name(Path checkpoint) {
        String name = checkpoint.getFileName().toString();
        if (!name.equals(named())) AtomicFiles.write(latest(), name + "\n");
    }

    /** Where a checkpoint lies. */
    Path file(String phase, String iteration) {
        return path.resolve((phase.equals(TRAIN) ? "step" : phase) + "-" + iteration + ".safetensors");
    }

    /** All files with names of checkpoints: first those of the joint training, from the newest on. */
    List<Path> newestFirst() {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(path)) return files;
        try (var all = Files.newDirectoryStream(path, "*.safetensors")) {
            for (Path file : all) {
                if (NAME.matcher(file.getFileName().toString()).matches()) files.add(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + path, e);
        }
        files.sort(Comparator.comparing(CheckpointFolder::isTraining)
                .thenComparingLong(CheckpointFolder::iteration)
                .reversed());
        return files;
    }

    static boolean isTraining(Path file) {
        return file.getFileName().toString().startsWith("step-");
    }

    static long iteration(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
    }

    /** Whether this run wrote the file under its name; without certainty a file is not removed. */
    boolean isKnown(Path file, Identity run) {
        try {
            Map<String, String> notes = Safetensors.open(file).notes();
            return run.equals(Identity.in(notes))
                    && file.equals(file(notes.getOrDefault("phase", ""), notes.getOrDefault("iteration", "")));
        } catch (UserError e) {
            return false;
        }
    }
}

package io.dxmi.runs.folder;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: {@code step-N.safetensors}, and the file {@code latest} that names the newest one. A number of
 * the newest are kept, older ones of this run are removed; all other files are left alone. {@code best.safetensors} holds
 * the averaged weights of the iteration whose samples were nearest to the data, which {@link BestCheckpoint} names.
 *
 * <p>Opening a run takes the newest checkpoint that is whole and of this run, whatever {@code latest} says, and logs a
 * warning where this is not the plain case.
 */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");

    /** A command opens a run more than once; each warning is given once. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private static final String LATEST = "latest";
    private static final String TRAIN = "train";

    /** Names of checkpoints: {@code step} stands for the joint training, another word for the phase of that name. */
    private static final Pattern NAME = Pattern.compile("([a-z]+)-(\\d{1,18})\\.safetensors");

    private final Path run;
    private final Path folder;

    /** The newest good one, once it is known. */
    private Path newest;

    private Checkpoints(Path run) {
        this.run = run;
        this.folder = run.resolve("checkpoints");
    }

    /** The checkpoints of the run in a folder. */
    static Checkpoints of(Path run) {
        return new Checkpoints(run);
    }

    /** Where {@link #latest} lies, if there is one. @throws UserError if there are checkpoints and none is good */
    public Optional<Path> latestFile() {
        if (newest == null) latest();
        return Optional.ofNullable(newest);
    }

    /** The same for messages. */
    public String origin() {
        return latestFile().map(Path::toString).orElse("checkpoint");
    }

    /** The newest good checkpoint. @throws UserError if there are checkpoints and none is good */
    public Optional<Checkpoint> latest() {
        List<String> bad = new ArrayList<>();
        for (Path file : newestFirst()) {
            try {
                CheckpointFile read = CheckpointFile.read(file);
                requireOfThisRun(file, read.run());
                newest = file;
                report(bad, read);
                return Optional.of(read.content());
            } catch (UserError e) {
                bad.add(e.getMessage());
            }
        }
        if (Files.exists(folder.resolve(LATEST))) bad.add(0, folder.resolve(LATEST) + " names " + named());
        if (bad.isEmpty()) return Optional.empty();
        throw new UserError("expected a good checkpoint in " + folder + ", got none (" + String.join("; ", bad)
                + "); restore one, or move " + folder + " away to begin again");
    }

    private void requireOfThisRun(Path file, Identity identity) {
        if (identity == null || identity.equals(Identity.of(run.resolve("config.yaml")))) return;
        throw new UserError(file + ": is of a run with another seed or configuration (its seed is " + identity.seed()
                + ") than " + run.resolve("config.yaml"));
    }

    private void report(List<String> bad, CheckpointFile used) {
        bad.forEach(Checkpoints::warn);
        String name = newest.getFileName().toString();
        if (!bad.isEmpty() || !name.equals(named())) {
            warn(folder.resolve(LATEST) + " names " + named() + "; " + name
                    + " is the newest good checkpoint and is used");
        }
        if (used.run() == null) {
            warn(newest + " has no checksum (written by version 0.1), so damage cannot be seen");
        }
    }

    private static void warn(String text) {
        if (WARNED.add(text)) LOG.warn(text);
    }

    /** What {@code latest} says. */
    private String named() {
        try {
            return Files.readString(folder.resolve(LATEST)).strip();
        } catch (IOException e) {
            return "nothing";
        }
    }

    boolean isEmpty() {
        return newestFirst().isEmpty();
    }

    private List<Path> newestFirst() {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) return files;
        try (var all = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : all) {
                if (NAME.matcher(file.getFileName().toString()).matches()) files.add(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + folder, e);
        }
        files.sort(Comparator.comparing(Checkpoints::isTraining)
                .thenComparingLong(Checkpoints::iteration)
                .reversed());
        return files;
    }

    private static boolean isTraining(Path file) {
        return file.getFileName().toString().startsWith("step-");
    }

    private static long iteration(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
    }

    private static String name(String phase, String iteration) {
        return (phase.equals(TRAIN) ? "step" : phase) + "-" + iteration + ".safetensors";
    }

    /** A checkpoint that was read, and where it lies. */
    public record Found(Path file, Checkpoint content) {}

    /**
     * The newest good checkpoint of a run.
     *
     * @param run a run folder
     * @throws UserError if it has none yet, or none that is good
     */
    public static Found latestOf(Path run) {
        Checkpoints all = of(run);
        return all.latest()
                .map(content -> new Found(all.newest, content))
                .orElseThrow(() -> new UserError(run + " has no checkpoint yet; resume its training first"));
    }

    /** Reads any checkpoint. @throws UserError if there is none at {@code file} or it is damaged */
    public static Checkpoint read(Path file) {
        return CheckpointFile.read(file).content();
    }

    /**
     * A checkpoint of a run.
     *
     * @param run a run folder
     * @throws UserError if the run has none such, or none that is good
     */
    public static Found chosen(Path run, CheckpointChoice choice) {
        if (choice.isLast()) return latestOf(run);
        Checkpoints all = of(run);
        Path file = all.folder.resolve(
                choice.equals(CheckpointChoice.BEST) ? BestCheckpoint.FILE : name(TRAIN, choice.text()));
        if (!Files.isRegularFile(file)) {
            throw new UserError(run + " has no checkpoint " + choice + "; expected " + all.choices());
        }
        CheckpointFile read = CheckpointFile.read(file);
        all.requireOfThisRun(file, read.run());
        return new Found(file, read.content());
    }

    /** What {@link #chosen} would find, for messages. */
    private String choices() {
        List<String> found = new ArrayList<>(List.of("last"));
        if (Files.isRegularFile(folder.resolve(BestCheckpoint.FILE))) found.add("best");
        newestFirst().stream()
                .filter(Checkpoints::isTraining)
                .forEach(file -> found.add(Long.toString(iteration(file))));
        return String.join(", ", found)
                + (found.contains("best") ? "" : " (the best is kept with evaluation.every above 0)");
    }

    /** Where the best checkpoint was taken; empty if none was kept. */
    public Optional<BestCheckpoint> best() {
        return BestCheckpoint.read(folder);
    }

    /**
     * Replaces the best checkpoint.
     *
     * @param averages of all networks, by name
     */
    void writeBest(BestCheckpoint best, long rows, Map<String, HostTensor> averages) {
        Checkpoint content = new Checkpoint(TRAIN, best.iteration(), rows, averages);
        new CheckpointFile(content, Identity.of(run.resolve("config.yaml"))).write(folder.resolve(BestCheckpoint.FILE));
        best.write(folder);
    }

    /**
     * Writes a checkpoint; a kill at any point leaves the old one or the new one.
     *
     * @param kept number of newest checkpoints that stay, this one included
     * @throws IllegalStateException if a weight is not finite; nothing is written then
     */
    void write(Checkpoint checkpoint, int kept) {
        CheckpointFile file = new CheckpointFile(checkpoint, Identity.of(run.resolve("config.yaml")));
        Optional<Path> previous = latestFile();
        file.notFinite().ifPresent(weight -> {
            throw new IllegalStateException(checkpoint.phase() + " diverged by iteration " + checkpoint.iteration()
                    + ": " + weight + " is not finite; last good checkpoint: "
                    + previous.map(Path::toString).orElse("none yet"));
        });
        String name = name(checkpoint.phase(), Long.toString(checkpoint.iteration()));
        Path target = folder.resolve(name);
        file.write(target);
        AtomicFiles.write(folder.resolve(LATEST), name + "\n");
        newest = target;
        previous.ifPresent(good -> removeOld(good, kept - 1, file.run()));
    }

    /** Removes what follows the first {@code kept} checkpoints from {@code previous} on. */
    private void removeOld(Path previous, int kept, Identity identity) {
        List<Path> files = newestFirst();
        int from = Math.min(files.size(), files.indexOf(previous) + kept);
        try {
            for (Path file : files.subList(from, files.size())) {
                if (!file.equals(newest) && isKnown(file, identity)) Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot remove old checkpoints in " + folder, e);
        }
    }

    /**
     * Checkpoints that a run wrote and that are neither the newest good one nor the best.
     *
     * @throws UserError if there are checkpoints and none is good
     */
    public static List<Path> supersededIn(Path run) {
        Checkpoints all = of(run);
        Path last = all.latestFile().orElse(null);
        Identity identity = Identity.of(run.resolve("config.yaml"));
        return all.newestFirst().stream()
                .filter(file -> !file.equals(last) && isKnown(file, identity))
                .toList();
    }

    /**
     * Refuses a run that has checkpoints none of which has a whole header: a quick look, which reads no values.
     *
     * @throws UserError if it is such a run
     */
    public static void requireReadable(Path run) {
        List<Path> files = of(run).newestFirst();
        UserError first = null;
        for (Path file : files) {
            try {
                Safetensors.open(file);
                return;
            } catch (UserError e) {
                if (first == null) first = e;
            }
        }
        if (first != null) throw first;
    }

    /** Whether this run wrote the file under this name; without certainty it is not removed. */
    private static boolean isKnown(Path file, Identity identity) {
        try {
            Map<String, String> notes = Safetensors.open(file).notes();
            String name = name(notes.getOrDefault("phase", ""), notes.getOrDefault("iteration", ""));
            return identity.equals(Identity.in(notes))
                    && name.equals(file.getFileName().toString());
        } catch (UserError e) {
            return false;
        }
    }
}

package io.dxmi.runs.checkpoint;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Path run;
    private final CheckpointFolder folder;

    /** The newest good one, once it is known. */
    private Path newest;

    private Checkpoints(Path run) {
        this.run = run;
        this.folder = new CheckpointFolder(run.resolve("checkpoints"));
    }

    /** The checkpoints of the run in a folder. */
    public static Checkpoints of(Path run) {
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

    /** Whether the run has no checkpoint, good or bad. */
    public boolean isEmpty() {
        return folder.newestFirst().isEmpty();
    }

    /** The newest good checkpoint. @throws UserError if there are checkpoints and none is good */
    public Optional<Checkpoint> latest() {
        List<String> bad = new ArrayList<>();
        for (Path file : folder.newestFirst()) {
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
        if (Files.exists(folder.latest())) bad.add(0, folder.latest() + " names " + folder.named());
        if (bad.isEmpty()) return Optional.empty();
        throw new UserError("expected a good checkpoint in " + folder.path() + ", got none (" + String.join("; ", bad)
                + "); restore one, or move " + folder.path() + " away to begin again");
    }

    private void requireOfThisRun(Path file, Identity identity) {
        if (identity == null || identity.equals(Identity.of(run.resolve("config.yaml")))) return;
        throw new UserError(file + ": is of a run with another seed or configuration (its seed is " + identity.seed()
                + ") than " + run.resolve("config.yaml"));
    }

    private void report(List<String> bad, CheckpointFile used) {
        bad.forEach(Checkpoints::warn);
        String name = newest.getFileName().toString();
        if (!bad.isEmpty() || !name.equals(folder.named())) {
            warn(folder.latest() + " names " + folder.named() + "; " + name
                    + " is the newest good checkpoint and is used");
        }
        if (used.run() == null) {
            warn(newest + " has no checksum (written by version 0.1), so damage cannot be seen");
        }
    }

    private static void warn(String text) {
        if (WARNED.add(text)) LOG.warn(text);
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

    /** Where a run keeps its sampler after pre-training, for the comparison at the end and as first weights of others. */
    public static Path pretrainedFile(Path run) {
        return run.resolve("checkpoints").resolve("pretrained.safetensors");
    }

    /** Keeps what no later state holds: weights that the training leaves as they are. */
    public void writeFrozen(Map<String, HostTensor> weights) {
        FrozenWeights.in(folder.path()).write(weights, Identity.of(run.resolve("config.yaml")));
    }

    /** Keeps the sampler after pre-training. */
    public void writePretrained(Map<String, HostTensor> state) {
        Checkpoint content = new Checkpoint("pretrained", 0, 0, null, state);
        new CheckpointFile(content, Identity.of(run.resolve("config.yaml"))).write(pretrainedFile(run));
    }

    /** The sampler of a run after pre-training; a missing, damaged or foreign file is logged as a warning. */
    public static Optional<Map<String, HostTensor>> pretrained(Path run) {
        Path file = pretrainedFile(run);
        try {
            Safetensors stored = Safetensors.read(file);
            if (stored.metadata().size() <= 1) return Optional.of(stored.tensors()); // of version 0.1
            CheckpointFile read = CheckpointFile.read(file);
            of(run).requireOfThisRun(file, read.run());
            return Optional.of(read.content().state());
        } catch (UserError e) {
            warn(e.getMessage() + "; the numbers before training are left out");
            return Optional.empty();
        }
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
        Path file = choice.equals(CheckpointChoice.BEST)
                ? all.bestFile()
                : all.folder.file(CheckpointFolder.TRAIN, choice.text());
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
        if (Files.isRegularFile(bestFile())) found.add("best");
        folder.newestFirst().stream()
                .filter(CheckpointFolder::isTraining)
                .forEach(file -> found.add(Long.toString(CheckpointFolder.iteration(file))));
        return String.join(", ", found)
                + (found.contains("best") ? "" : " (the best is kept with evaluation.every above 0)");
    }

    private Path bestFile() {
        return folder.path().resolve(BestCheckpoint.FILE);
    }

    /** Where the best checkpoint was taken; empty if none was kept. */
    public Optional<BestCheckpoint> best() {
        Optional<BestCheckpoint> best = BestCheckpoint.read(folder.path());
        if (best.isEmpty() && Files.exists(bestFile())) {
            warn(folder.path().resolve(BestCheckpoint.RECORD)
                    + " is lost or damaged; the best checkpoint is not known");
        }
        return best;
    }

    /**
     * Replaces the best checkpoint.
     *
     * @param averages of all networks, by name
     */
    public void writeBest(BestCheckpoint best, long rows, String rowsChecksum, Map<String, HostTensor> averages) {
        Checkpoint content = new Checkpoint(CheckpointFolder.TRAIN, best.iteration(), rows, rowsChecksum, averages);
        new CheckpointFile(content, Identity.of(run.resolve("config.yaml"))).write(bestFile());
        best.write(folder.path());
    }

    /**
     * Writes a checkpoint; a kill at any point leaves the old one or the new one.
     *
     * @param kept number of newest checkpoints that stay, this one included
     * @throws Diverged if a weight is not finite; nothing is written then
     */
    public void write(Checkpoint checkpoint, int kept) {
        CheckpointFile file = new CheckpointFile(checkpoint, Identity.of(run.resolve("config.yaml")));
        Optional<Path> previous = latestFile();
        file.notFinite().ifPresent(weight -> {
            throw new Diverged(checkpoint.phase() + " diverged by iteration " + checkpoint.iteration()
                    + ": " + weight + " is not finite; last good checkpoint: "
                    + previous.map(Path::toString).orElse("none yet"));
        });
        Path target = folder.file(checkpoint.phase(), Long.toString(checkpoint.iteration()));
        file.write(target);
        folder.name(target);
        newest = target;
        previous.ifPresent(good -> removeOld(good, kept - 1, file.run()));
    }

    /**
     * Ends what a killed process had begun: {@code latest} names the newest good checkpoint, and older ones are removed.
     *
     * @param kept number of newest checkpoints that stay
     */
    public void settle(int kept) {
        Optional<Path> good = latestFile();
        if (good.isEmpty()) return;
        folder.name(newest);
        removeOld(newest, kept, Identity.of(run.resolve("config.yaml")));
    }

    /** Removes what follows the first {@code kept} checkpoints of this run from {@code good} on. */
    private void removeOld(Path good, int kept, Identity identity) {
        List<Path> old = folder.newestFirst().stream()
                .dropWhile(file -> !file.equals(good))
                .filter(file -> file.equals(good) || folder.isKnown(file, identity))
                .skip(kept)
                .filter(file -> !file.equals(newest))
                .toList();
        try {
            for (Path file : old) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UserError("cannot remove old checkpoints in " + folder.path(), e);
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
        return all.folder.newestFirst().stream()
                .filter(file -> !file.equals(last) && all.folder.isKnown(file, identity))
                .toList();
    }

    /**
     * Refuses a run that has checkpoints none of which has a whole header: a quick look, which reads no values.
     *
     * @throws UserError if it is such a run
     */
    public static void requireReadable(Path run) {
        List<Path> files = of(run).folder.newestFirst();
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
}

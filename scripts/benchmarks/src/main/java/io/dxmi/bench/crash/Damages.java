package io.dxmi.bench.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Damages files, and checks that the command that reads them gives the undamaged result, refuses the file by name with
 * exit code 2, or names it in a warning.
 */
final class Damages {

    private enum Verdict {
        EQUAL,
        REFUSED,
        WARNED,
        SILENT,
        LOST
    }

    private record Expected(Path tree, Worker.Result result) {}

    private final Worker worker;
    private final Path folder;
    private final Random random;
    private final PrintStream err;
    private final Map<Target, Expected> expected = new HashMap<>();
    private int trials;

    Damages(Worker worker, Path folder, Random random, PrintStream err) {
        this.worker = worker;
        this.folder = folder;
        this.random = random;
        this.err = err;
    }

    /**
     * Spreads the damages over the targets, and prints the table.
     *
     * @return failures
     */
    int run(List<Target> targets, int damages, PrintStream out) throws IOException, InterruptedException {
        out.printf(
                Locale.ROOT,
                "%-26s %8s %8s %8s %8s %8s %8s%n",
                "damaged",
                "damages",
                "equal",
                "refused",
                "warned",
                "silent",
                "lost");
        EnumMap<Verdict, Integer> all = new EnumMap<>(Verdict.class);
        for (int i = 0; i < targets.size(); i++) {
            EnumMap<Verdict, Integer> row = new EnumMap<>(Verdict.class);
            int share = damages / targets.size() + (i < damages % targets.size() ? 1 : 0);
            for (int j = 0; j < share; j++) row.merge(damage(targets.get(i)), 1, Integer::sum);
            if (share > 0) print(out, targets.get(i).name(), row);
            row.forEach((verdict, count) -> all.merge(verdict, count, Integer::sum));
        }
        print(out, "all", all);
        return all.getOrDefault(Verdict.SILENT, 0) + all.getOrDefault(Verdict.LOST, 0);
    }

    private static void print(PrintStream out, String name, Map<Verdict, Integer> row) {
        int sum = row.values().stream().mapToInt(Integer::intValue).sum();
        out.printf(Locale.ROOT, "%-26s %8d", name, sum);
        for (Verdict verdict : Verdict.values()) out.printf(Locale.ROOT, " %8d", row.getOrDefault(verdict, 0));
        out.println();
    }

    private Verdict damage(Target target) throws IOException, InterruptedException {
        Expected whole = expected(target);
        // A name of its own: a process gives each warning once.
        Path trial = Files.createDirectories(folder.resolve("damaged-" + ++trials));
        Trees.copy(target.files(), trial);
        List<Path> files = Trees.files(target.files()).stream()
                .filter(name -> !isShownOnly(name))
                .toList();
        Path file = files.get(random.nextInt(files.size()));
        List<Damage> kinds = List.of(Damage.values());
        Damage kind = kinds.get(random.nextInt(kinds.size()));
        kind.apply(trial.resolve(file), target.other().resolve(file), random);
        Worker.Result result = worker.run(target.in(trial));
        Verdict verdict = verdict(target, whole, trial, file, result);
        if (verdict == Verdict.SILENT || verdict == Verdict.LOST) {
            err.println(target.name() + ": " + kind + " of " + file + " is " + verdict + ": " + target.in(trial)
                    + " ends with " + result.code() + ": " + result.lines()
                    + difference(target, whole, trial, file, result).orElse(""));
        }
        Trees.remove(trial);
        return verdict;
    }

    /** What runs leave for the page and for TensorBoard alone: no command reads it to go on, and it has no checksum. */
    private static boolean isShownOnly(Path file) {
        return file.toString().matches(".*(samples/\\d+\\.png|histograms\\.jsonl|steps\\.jsonl)");
    }

    private Expected expected(Target target) throws IOException, InterruptedException {
        if (!expected.containsKey(target)) {
            Path tree = Files.createDirectories(
                    folder.resolve("expected").resolve(target.name().replace(' ', '-')));
            Trees.copy(target.files(), tree);
            Worker.Result result = worker.run(target.in(tree));
            if (result.code() != 0) throw new IllegalStateException(target.name() + ": " + result);
            expected.put(target, new Expected(tree, result));
        }
        return expected.get(target);
    }

    private Verdict verdict(Target target, Expected whole, Path trial, Path file, Worker.Result result)
            throws IOException {
        boolean named = result.lines().stream().anyMatch(line -> names(line, file));
        if (result.code() == 0) {
            if (difference(target, whole, trial, file, result).isEmpty()) return Verdict.EQUAL;
            return named && result.lines().stream().anyMatch(line -> line.contains("WARN") && names(line, file))
                    ? Verdict.WARNED
                    : Verdict.SILENT;
        }
        boolean oneLine =
                result.lines().stream().filter(line -> !line.contains("WARN")).count() == 1;
        return result.code() == 2 && named && oneLine && keepsCheckpoints(target, trial, file)
                ? Verdict.REFUSED
                : Verdict.LOST;
    }

    private static boolean names(String line, Path file) {
        return line.contains(file.getFileName().toString());
    }

    /** Every checkpoint but the damaged one is still there. */
    private static boolean keepsCheckpoints(Target target, Path trial, Path damaged) throws IOException {
        for (Path file : Trees.files(target.files())) {
            if (file.equals(damaged) || !file.toString().contains("checkpoints")) continue;
            Path now = trial.resolve(file);
            if (!Files.exists(now)) return false;
            if (!Arrays.equals(
                    Files.readAllBytes(now), Files.readAllBytes(target.files().resolve(file)))) return false;
        }
        return true;
    }

    private static Optional<String> difference(
            Target target, Expected whole, Path trial, Path damaged, Worker.Result result) throws IOException {
        if (target.result() != null) {
            // Checkpoints that nothing reads stay as they are: a run removes only what it knows to be its own.
            Path ignored = damaged.toString().contains("checkpoints") ? damaged.getFileName() : null;
            return Trees.difference(whole.tree().resolve(target.result()), trial.resolve(target.result()), ignored);
        }
        return printed(whole.result()).equals(printed(result))
                ? Optional.empty()
                : Optional.of("it prints something else");
    }

    private static Object printed(Worker.Result result) throws IOException {
        for (String line : result.lines()) {
            if (!line.startsWith("{")) continue;
            ObjectNode tree = Trees.timeless(line);
            return tree.has("metrics") ? tree.get("metrics") : tree; // cards name the file and its digest
        }
        return result.lines();
    }
}

package io.dxmi.bench.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Kills commands, lets them go on, and compares with what the same commands write undisturbed. */
final class Kills {

    /** Row of the table. */
    private static final class Row {
        private int kills;
        private int onSight;
        private int lost;
        private int unequal;
    }

    private final Java java;
    private final Worker worker;
    private final Path folder;
    private final Random random;
    private final PrintStream err;

    Kills(Java java, Worker worker, Path folder, Random random, PrintStream err) {
        this.java = java;
        this.worker = worker;
        this.folder = folder;
        this.random = random;
        this.err = err;
    }

    /**
     * Spreads the kills over the jobs, and prints the table.
     *
     * @return failures
     */
    int run(List<Job> jobs, int kills, PrintStream out) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            int share = kills / jobs.size() + (i < kills % jobs.size() ? 1 : 0);
            rows.add(share == 0 ? new Row() : run(jobs.get(i), share));
        }
        Row all = new Row();
        out.printf(Locale.ROOT, "%-26s %8s %10s %8s %8s%n", "command", "kills", "on sight", "lost", "unequal");
        for (int i = 0; i < jobs.size(); i++) {
            Row row = rows.get(i);
            if (row.kills > 0) print(out, jobs.get(i).name(), row);
            all.kills += row.kills;
            all.onSight += row.onSight;
            all.lost += row.lost;
            all.unequal += row.unequal;
        }
        print(out, "all", all);
        return all.lost + all.unequal;
    }

    private static void print(PrintStream out, String name, Row row) {
        out.printf(Locale.ROOT, "%-26s %8d %10d %8d %8d%n", name, row.kills, row.onSight, row.lost, row.unequal);
    }

    private Row run(Job job, int kills) throws IOException, InterruptedException {
        Path whole = Files.createDirectories(
                folder.resolve("whole").resolve(job.name().replace(' ', '-')));
        Kill.Seen seen = Kill.none(java.quiet(job.in(whole)), whole);
        Row row = new Row();
        if (!Files.exists(job.out(whole))) {
            err.println(job.name() + ": undisturbed, it wrote nothing: " + Files.readString(java.log()));
            row.lost = kills;
            return row;
        }
        for (int i = 0; i < kills; i++) {
            Path trial = Files.createDirectories(folder.resolve("trial"));
            // On sight for every second kill: temporary files live for milliseconds only.
            boolean onSight = i % 2 == 1 && seen.temporary() > 0;
            Kill.watch(
                    java.quiet(job.in(trial)),
                    trial,
                    onSight ? Long.MAX_VALUE : (long) (random.nextDouble() * seen.millis()),
                    onSight ? 1 + random.nextInt(seen.temporary()) : Integer.MAX_VALUE);
            row.kills++;
            if (onSight) row.onSight++;
            goOn(job, whole, trial, row);
            Trees.remove(trial);
        }
        err.printf(Locale.ROOT, "%s: %d kills, %d lost, %d unequal%n", job.name(), row.kills, row.lost, row.unequal);
        return row;
    }

    private void goOn(Job job, Path whole, Path trial, Row row) throws IOException, InterruptedException {
        List<Path> left = Trees.files(trial);
        List<String> next = job.goOn(trial);
        if (!next.isEmpty()) {
            Worker.Result result = worker.run(next);
            if (result.code() != 0) {
                row.lost++;
                err.println(job.name() + ": after a kill that left " + left + ", " + next + " ends with "
                        + result.code() + ": " + result.lines());
                return;
            }
        }
        Optional<String> difference = Trees.difference(job.out(whole), job.out(trial));
        if (difference.isEmpty() && !next.isEmpty()) difference = leftOver(job, trial);
        difference.ifPresent(text -> {
            row.unequal++;
            err.println(job.name() + ": after a kill that left " + left + ": " + text);
        });
    }

    /** A command that ran to its end has removed what the killed one left. */
    private static Optional<String> leftOver(Job job, Path trial) throws IOException {
        return Trees.files(trial).stream()
                .filter(file -> !file.startsWith(job.result()))
                .map(file -> file + " is left over")
                .findFirst();
    }
}

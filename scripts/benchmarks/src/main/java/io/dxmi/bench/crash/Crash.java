package io.dxmi.bench.crash;

import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/crash}: kills every command that writes and damages what they write; nothing may be lost in silence. */
@Command(
        name = "crash",
        mixinStandardHelpOptions = true,
        description = {
            "Kills every command that writes, at random moments and when a temporary file appears, lets the command go on,"
                    + " and compares the bytes with an undisturbed result. Then damages files of finished and half-finished"
                    + " results, and checks that the command that reads them gives the same result, refuses the file by"
                    + " name, or warns of it.",
            "Exit code 0 if nothing was lost and nothing differed in silence, 1 otherwise. Progress goes to stderr."
        })
public final class Crash implements Callable<Integer> {

    @Option(names = "--kills", paramLabel = "N", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--damages", paramLabel = "N", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int damages;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Of moments, files and damages (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Crash()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long started = System.nanoTime();
        Path folder = Files.createTempDirectory("dxmi-crash");
        Java java = new Java(folder.resolve("log"));
        int failures = 0;
        try (Worker worker = new Worker(java)) {
            Jobs.Inputs inputs = inputs(worker, Files.createDirectories(folder.resolve("inputs")));
            Random random = new Random(seed);
            if (kills > 0) {
                List<Job> jobs = new ArrayList<>(new Jobs(inputs).all());
                if (kills < jobs.size()) Collections.shuffle(jobs, random);
                failures += new Kills(java, worker, folder, random, err).run(jobs, kills, out);
                out.println();
            }
            if (damages > 0) {
                Path place = Files.createDirectories(folder.resolve("targets"));
                List<Target> targets = new Targets(java, worker, inputs, place).all();
                failures += new Damages(worker, folder, random, err).run(targets, damages, out);
                out.println();
            }
        } finally {
            Trees.remove(folder);
        }
        out.printf(Locale.ROOT, "seed %d, %d failures, %.0f s%n", seed, failures, (System.nanoTime() - started) / 1e9);
        return failures == 0 ? 0 : 1;
    }

    private static Jobs.Inputs inputs(Worker worker, Path folder) throws IOException, InterruptedException {
        Path points = folder.resolve("points.csv");
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 80; i++) {
            double x = random.nextGaussian();
            rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%.4f%n", x, x + 0.3 * random.nextGaussian(), x * x));
        }
        AtomicFiles.write(points, rows.toString());
        Path checkpoint = Path.of(System.getProperty("dxmi.home"), "dxmi/src/test/golden/ddpm_nested_module_zip.pth");
        return new Jobs.Inputs(
                points,
                trained(worker, folder.resolve("points"), "8gaussians"),
                trained(worker, folder.resolve("digits"), "digits"),
                checkpoint);
    }

    private static Path trained(Worker worker, Path run, String preset) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("train"));
        words.addAll(Jobs.small(preset, List.of()));
        words.addAll(List.of("--out", run.toString(), "--quiet"));
        Worker.Result result = worker.run(words);
        if (result.code() != 0) throw new IllegalStateException(words + ": " + result);
        return run;
    }
}

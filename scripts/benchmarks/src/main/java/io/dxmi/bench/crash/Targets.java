package io.dxmi.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Half-finished and finished runs, models, references and samples to damage, each of two seeds. */
final class Targets {

    private static final String RUN = "HERE/run";

    private final Java java;
    private final Worker worker;
    private final Jobs.Inputs inputs;
    private final Path folder;

    Targets(Java java, Worker worker, Jobs.Inputs inputs, Path folder) {
        this.java = java;
        this.worker = worker;
        this.inputs = inputs;
        this.folder = folder;
    }

    List<Target> all() throws IOException, InterruptedException {
        List<Target> all = new ArrayList<>();
        List<String> words = Jobs.small("8gaussians", List.of());
        List<String> images = Jobs.small("digits", List.of());
        List<String> resume = List.of("train", "--resume", RUN, "--quiet");
        Path[] half = pair("half", seed -> half(train(words, seed), "run", this::hasJointCheckpoints));
        all.add(new Target("half-finished run", half[0], half[1], resume, "run"));
        Path[] digits = pair("digits", seed -> half(train(images, seed), "run", this::hasJointCheckpoints));
        all.add(new Target("half-finished image run", digits[0], digits[1], resume, "run"));
        Path[] run = pair("run", seed -> whole(train(words, seed)));
        all.add(new Target("run, resumed", run[0], run[1], resume, "run"));
        all.add(new Target(
                "run, sampled",
                run[0],
                run[1],
                List.of("sample", RUN, "-n", "20", "--out", "HERE/x.csv", "--quiet"),
                "x.csv"));
        all.add(new Target(
                "run, exported",
                run[0],
                run[1],
                List.of("export", RUN, "--format", "safetensors", "--out", "HERE/export"),
                "export"));
        Path[] drawn = pair("image-run", seed -> whole(train(images, seed)));
        all.add(new Target(
                "image run, sampled",
                drawn[0],
                drawn[1],
                List.of("sample", RUN, "-n", "8", "--out", "HERE/x.npz", "--quiet"),
                "x.npz"));
        all.add(comparison(words));
        all.addAll(models());
        all.add(reference());
        all.add(imported());
        all.addAll(samples());
        return all;
    }

    private static List<String> train(List<String> words, int seed) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(words);
        all.addAll(List.of("--seed", seed + "", "--out", RUN, "--quiet"));
        return all;
    }

    private Target comparison(List<String> words) throws IOException, InterruptedException {
        List<String> compare = new ArrayList<>(List.of("compare", "8gaussians", "gcd-8gaussians", "--quiet"));
        compare.addAll(words.subList(1, words.size()));
        compare.addAll(List.of("--seeds", "1", "--out", "HERE/runs"));
        Path[] both = pair("comparison", seed -> {
            List<String> other = new ArrayList<>(compare);
            if (seed == 1) other.add("trainer.final_rate_factor=0.5");
            return whole(other);
        });
        return new Target("comparison", both[0], both[1], compare, null);
    }

    private List<Target> models() throws IOException, InterruptedException {
        List<Target> all = new ArrayList<>();
        for (String energy : List.of("kernel", "autoencoder")) {
            String data = inputs.points().toString();
            Path[] both = pair(
                    energy,
                    seed -> whole(List.of(
                            "detect",
                            "fit",
                            "--data",
                            data,
                            "--energy",
                            energy,
                            "--seed",
                            seed + "",
                            "--out",
                            "HERE/model",
                            "--quiet")));
            List<String> score =
                    List.of("detect", "score", "HERE/model", "--data", data, "--out", "HERE/scores.csv", "--quiet");
            all.add(new Target("model, " + energy, both[0], both[1], score, "scores.csv"));
        }
        return all;
    }

    private Target reference() throws IOException, InterruptedException {
        String points = inputs.points().toString();
        Path[] both = pair(
                "reference",
                seed -> whole(List.of(
                        "reference", "build", points, "--seed", seed + "", "--out", "HERE/ref.npz", "--quiet")));
        // A whole reference is what it says that it is, so it is not exchanged.
        return new Target(
                "reference",
                both[0],
                folder,
                List.of("evaluate", points, "--reference", "HERE/ref.npz", "--quiet"),
                null);
    }

    private Target imported() throws IOException, InterruptedException {
        String checkpoint = inputs.checkpoint().toString();
        Path[] both = pair(
                "imported", seed -> whole(List.of("import", checkpoint, "--out", "HERE/net.safetensors", "--quiet")));
        // Whole weights are what they say that they are, so they are not exchanged.
        return new Target(
                "imported weights",
                both[0],
                folder,
                List.of("import", "HERE/net.safetensors", "--out", "HERE/again.safetensors", "--quiet"),
                "again.safetensors");
    }

    private List<Target> samples() throws IOException, InterruptedException {
        List<String> rows = List.of(
                "sample",
                inputs.run().toString(),
                "-n",
                "300",
                "--batch",
                "3",
                "--out",
                "HERE/points.csv",
                "--quiet",
                "--seed");
        Path[] half =
                pair("rows", seed -> half(with(rows, seed), "", out -> size(out.resolve(".points.csv.rows")) > 90));
        List<String> pictures = List.of(
                "sample",
                inputs.digits().toString(),
                "-n",
                "16",
                "--batch",
                "2",
                "--out",
                "HERE/images",
                "--quiet",
                "--seed");
        Path[] images = pair("images", seed -> whole(with(pictures, seed)));
        return List.of(
                new Target("half-drawn points", half[0], half[1], with(rows, 0), "points.csv"),
                new Target("image folder", images[0], images[1], with(pictures, 0), "images"));
    }

    private static List<String> with(List<String> words, int seed) {
        List<String> all = new ArrayList<>(words);
        all.add(seed + "");
        return all;
    }

    /** Fills a folder, the first of a pair or the second. */
    private interface Maker {
        Filling of(int seed);
    }

    private interface Filling {
        void into(Path folder) throws IOException, InterruptedException;
    }

    private Path[] pair(String name, Maker maker) throws IOException, InterruptedException {
        Path[] both = new Path[2];
        for (int seed = 0; seed < 2; seed++) {
            both[seed] = Files.createDirectories(folder.resolve(name + "-" + seed));
            maker.of(seed).into(both[seed]);
        }
        return both;
    }

    private Filling whole(List<String> words) {
        return place -> {
            Worker.Result result = worker.run(in(words, place));
            if (result.code() != 0) throw new IllegalStateException(words + ": " + result);
        };
    }

    private interface State {
        boolean of(Path out) throws IOException;
    }

    /** What a command leaves that is killed as soon as it has come to a state. */
    private Filling half(List<String> words, String result, State state) {
        return place -> {
            Process process = java.quiet(in(words, place));
            Path out = place.resolve(result);
            BooleanSupplier there = () -> {
                try {
                    return state.of(out);
                } catch (IOException e) {
                    return false;
                }
            };
            while (process.isAlive() && !there.getAsBoolean()) Thread.sleep(1);
            process.destroyForcibly().waitFor();
            if (!there.getAsBoolean()) throw new IllegalStateException(words + ": too quick to be killed half-way");
        };
    }

    private static List<String> in(List<String> words, Path place) {
        return words.stream()
                .map(word -> word.replace("HERE", place.toString()))
                .toList();
    }

    private boolean hasJointCheckpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("step-"))
                            .count()
                    >= 2;
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}

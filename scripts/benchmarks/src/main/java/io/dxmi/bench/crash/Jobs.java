package io.dxmi.bench.crash;

import io.dxmi.bench.crash.Job.Next;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.DataConfig;
import io.dxmi.config.PairConfig;
import io.dxmi.config.Presets;
import io.dxmi.config.Yaml;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every command that writes, on networks and data as small as they can be. */
record Jobs(Inputs inputs) {

    private static final List<String> SMALL = List.of(
            "trainer.iterations=12",
            "trainer.batch=32",
            "trainer.checkpoint_every=3",
            "trainer.report_every=1",
            "pretrain.iterations=6",
            "pretrain.batch=32",
            "evaluation.samples=200",
            "sampler.network.width=8",
            "energy.network.width=8",
            "value.network.width=8",
            "game.start_iteration=2",
            "game.sample_steps=10",
            "game.start.buffer=100");

    /** Choices that no preset makes. */
    private static final Map<String, List<String>> FURTHER = new LinkedHashMap<>();

    static {
        FURTHER.put("gcd-8gaussians", List.of("game.update.kind=dxdp"));
        FURTHER.put("8gaussians", List.of("game.value_step.kind=backward", "game.sampler_step.kind=minibatch"));
        FURTHER.put("pcd-8gaussians", List.of("game.kernel.kind=mala"));
    }

    List<Job> all() {
        List<Job> jobs = new ArrayList<>();
        trainers().forEach((name, words) -> jobs.add(new Job("train " + name, train(words), "run", Next.RESUME)));
        List<String> pretrain = small("8gaussians", List.of());
        pretrain.removeIf(word -> word.startsWith("trainer.iterations="));
        jobs.add(new Job("pretrain 8gaussians", out(words("pretrain", pretrain)), "run", Next.RESUME));
        String points = inputs.points().toString();
        String run = inputs.run().toString();
        jobs.add(job("sample csv", "points.csv", Next.UNLESS_DONE, "sample", run, "-n", "300", "--batch", "3"));
        jobs.add(job("sample npz", "points.npz", Next.UNLESS_DONE, "sample", run, "-n", "300", "--batch", "3"));
        jobs.add(job(
                "sample images",
                "images",
                Next.AGAIN,
                "sample",
                inputs.digits().toString(),
                "-n",
                "24",
                "--batch",
                "3"));
        jobs.add(job("detect fit kernel", "model", Next.UNLESS_DONE, "detect", "fit", "--data", points));
        jobs.add(job(
                "detect fit autoencoder",
                "model",
                Next.UNLESS_DONE,
                "detect",
                "fit",
                "--data",
                points,
                "--energy",
                "autoencoder"));
        for (String baseline : List.of("knn", "iforest")) {
            jobs.add(job(
                    "detect fit " + baseline,
                    "model",
                    Next.UNLESS_DONE,
                    "detect",
                    "fit",
                    "--data",
                    points,
                    "--energy",
                    baseline));
        }
        jobs.add(job("detect outliers", "outliers.csv", Next.UNLESS_DONE, "detect", "outliers", points));
        jobs.add(job("reference build", "reference.npz", Next.UNLESS_DONE, "reference", "build", points));
        List<String> compare = new ArrayList<>(List.of("compare", "8gaussians", "gcd-8gaussians", "--seeds", "2"));
        compare.addAll(small("8gaussians", List.of())
                .subList(1, small("8gaussians", List.of()).size()));
        jobs.add(new Job("compare", out(compare), "runs", Next.AGAIN));
        List<String> sweep = new ArrayList<>(words("sweep", small("8gaussians", List.of())));
        sweep.add("game.tau1=0.1,0.2");
        jobs.add(new Job("sweep", out(sweep), "runs", Next.AGAIN));
        jobs.add(job(
                "import",
                "net.safetensors",
                Next.UNLESS_DONE,
                "import",
                inputs.checkpoint().toString()));
        jobs.add(job("export torchscript", "export", Next.AGAIN, "export", run, "--format", "torchscript"));
        jobs.add(job("export onnx", "export", Next.AGAIN, "export", run, "--format", "onnx"));
        jobs.add(job("export safetensors", "export", Next.AGAIN, "export", run, "--format", "safetensors"));
        return jobs;
    }

    private static Job job(String name, String result, Next next, String... words) {
        return new Job(name, out(List.of(words)), result, next);
    }

    private static List<String> out(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--out", "OUT"));
        if (!words.get(0).equals("export")) all.add("--quiet");
        return all;
    }

    private static List<String> train(List<String> words) {
        return out(words("train", words));
    }

    private static List<String> words(String command, List<String> words) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(words);
        return all;
    }

    /** Presets whose data need no files, once each if they differ in more than their data; and further choices. */
    private static Map<String, List<String>> trainers() {
        Map<String, List<String>> trainers = new LinkedHashMap<>();
        List<Map<String, Object>> seen = new ArrayList<>();
        for (String preset : Presets.NAMES) {
            Optional<Config> config = withoutFiles(preset);
            if (config.isEmpty()) continue;
            Map<String, Object> choices = new LinkedHashMap<>(Yaml.tree(config.get()));
            choices.keySet().removeAll(List.of("name", "data"));
            if (seen.contains(choices)) continue;
            seen.add(choices);
            trainers.put(preset, small(preset, List.of()));
        }
        FURTHER.forEach((preset, choices) ->
                trainers.put(preset + " " + choices.get(0).replaceAll(".*=", ""), small(preset, choices)));
        return trainers;
    }

    /** The configuration of a preset that needs no data of the user. */
    private static Optional<Config> withoutFiles(String preset) {
        try {
            Config config = ConfigLoader.preset(preset, List.of());
            boolean files = config.data().onDisk()
                    || config.data() instanceof DataConfig.Points
                    || config.data() instanceof PairConfig.Unpaired
                    || config.data() instanceof PairConfig.Curves;
            return files ? Optional.empty() : Optional.of(config);
        } catch (UserError e) {
            return Optional.empty(); // it asks for the path of its data
        }
    }

    /** A preset with choices, made small by the settings that it has. */
    static List<String> small(String preset, List<String> choices) {
        List<String> words = new ArrayList<>(choices);
        for (String setting : SMALL) {
            words.add(setting);
            try {
                ConfigLoader.presets(List.of(preset), words, ConfigLoader::preset);
            } catch (UserError e) {
                words.remove(setting);
            }
        }
        words.add(0, preset);
        return words;
    }

    /** What the commands read: points, a run of points, a run of images, and a checkpoint of PyTorch. */
    record Inputs(Path points, Path run, Path digits, Path checkpoint) {}
}

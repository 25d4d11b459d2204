package io.dxmi.runs;

import ai.djl.ndarray.NDManager;
import io.dxmi.Json;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.Judge;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.trained.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Metrics of a run's networks.
 *
 * @param root owner of the weights that are read
 */
public record RunResults(NDManager root, Config config, Models models, Judge judge) {

    /** Where a run keeps its sampler after pre-training, for the comparison at the end and as first weights of others. */
    public static Path pretrained(Path run) {
        return run.resolve("checkpoints").resolve("pretrained.safetensors");
    }

    /** Measures; beside the sampler after pre-training where the run keeps it and the configuration asks for it. */
    public List<Reported> metrics(Trained trained, Path run, Progress progress) {
        Path file = pretrained(run);
        if (!config.evaluation().before() || !Files.isRegularFile(file)) return judge.metrics(trained, null, progress);
        Weights before = Trained.samplerOf(root, models, Safetensors.read(file).tensors(), file.toString());
        try (Trained pretrained = trained.withSampler(config, before)) {
            return judge.metrics(trained, pretrained, progress);
        }
    }

    /** Writes {@code card.json}. @return the file */
    public static Path writeCards(List<Reported> metrics, Path folder) {
        Path file = folder.resolve("card.json");
        AtomicFiles.write(file, Json.page(Map.of("cards", MeasuredFormat.cards(metrics))));
        return file;
    }
}

package io.dxmi.runs;

import ai.djl.ndarray.NDManager;
import io.dxmi.Json;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.Judge;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics of a run's networks.
 *
 * @param root owner of the weights that are read
 */
public record RunResults(NDManager root, Config config, Models models, Judge judge) {

    /** Measures; beside the sampler after pre-training where the run keeps it and the configuration asks for it. */
    public List<Reported> metrics(Trained trained, Path run, Progress progress) {
        boolean sampler = !(config.game() instanceof GameConfig.Chains);
        Optional<Map<String, HostTensor>> kept =
                config.evaluation().before() && sampler ? Checkpoints.pretrained(run) : Optional.empty();
        if (kept.isEmpty()) return judge.metrics(trained, null, progress);
        Weights before = Trained.samplerOf(
                root, models, kept.get(), Checkpoints.pretrainedFile(run).toString());
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

package io.dxmi.runs;

import ai.djl.ndarray.NDManager;
import io.dxmi.Json;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.Judge;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.trained.AveragedWeights;
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
        Weights before = AveragedWeights.ofSampler(
                root, models, kept.get(), Checkpoints.pretrainedFile(run).toString());
        try (Trained pretrained = trained.withSampler(config, before)) {
            return judge.metrics(trained, pretrained, progress);
        }
    }

    /**
     * The reported distance of the best checkpoint, under a name of its own.
     *
     * @param metrics of the last checkpoint
     */
    public Measured ofBest(BestCheckpoint best, List<Reported> metrics, Path run, Progress progress) {
        Measured distance = best.iteration() == config.trainer().iterations()
                ? Reported.metric(judge.distance(), metrics)
                : distanceOfBest(run, progress);
        Measured told = ofCheckpoint(distance, CheckpointChoice.BEST + " (iteration " + best.iteration() + ")");
        return told.named(told.name() + "_best", told.samples().from());
    }

    private Measured distanceOfBest(Path run, Progress progress) {
        Checkpoints.Found found = Checkpoints.chosen(run, CheckpointChoice.BEST);
        Map<String, HostTensor> state = found.content().state();
        try (Trained trained =
                Trained.restored(root, config, models, state, found.file().toString())) {
            return judge.distanceOf(trained, progress);
        }
    }

    /** A metric whose card tells the checkpoint. */
    static Measured ofCheckpoint(Measured metric, String which) {
        return metric.named(metric.name(), metric.samples().from() + ", checkpoint " + which);
    }

    /** Writes {@code card.json}. @return the file */
    public static Path writeCards(List<Reported> metrics, Path folder) {
        Path file = folder.resolve("card.json");
        AtomicFiles.write(file, Json.page(Map.of("cards", MeasuredFormat.cards(metrics))));
        return file;
    }
}

package io.dxmi.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.config.Config;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.judge.Judge;
import io.dxmi.judge.Judges;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.FiniteSource;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures runs, and samples of another origin, against data that training never sees. */
public final class RunEvaluation {

    private RunEvaluation() {}

    /**
     * Measures and draws an open run again.
     *
     * @param path the run's folder
     * @param folder where card and pictures are written
     * @return metrics; card, pictures and the checkpoint that was measured
     * @throws UserError if the data are not where the run read them, or another process writes the folder
     */
    public static RunMeasurement of(OpenRun run, Path path, Path folder, Progress progress) {
        return WriteLock.folder(folder).during(() -> measured(run, path, folder, progress));
    }

    private static RunMeasurement measured(OpenRun run, Path path, Path folder, Progress progress) {
        Judge judge = Judges.of(run.config(), Data.source(run.config().data()), run.root());
        RunResults results = new RunResults(run.root(), run.config(), run.models(), judge);
        List<Reported> metrics = new ArrayList<>(results.metrics(run.trained(), path, progress));
        if (run.choice().isLast()) {
            Checkpoints.of(path).best().ifPresent(best -> metrics.add(results.ofBest(best, metrics, path, progress)));
        } else {
            metrics.replaceAll(one -> one instanceof Measured metric
                    ? RunResults.ofCheckpoint(metric, run.choice().toString())
                    : one);
        }
        Map<String, Path> files = RunMeasurement.byName(judge.pictures(run.trained(), metrics, folder));
        files.put("card", RunResults.writeCards(metrics, folder));
        files.put("checkpoint", run.checkpoint());
        return new RunMeasurement(metrics, files);
    }

    /**
     * Measures samples of another origin.
     *
     * @param config says which data, and how to measure
     * @param rows samples, one per row, flat; curves on any grid
     * @return metrics without files
     * @throws UserError if the samples have another number of dimensions than the data
     */
    public static RunMeasurement of(Config config, DataSet rows, Device device, Progress progress) {
        DataSource data = Data.source(config.data());
        DataSet samples = Data.coordinates(config.data(), rows);
        OpenRun.requireDimensions(samples, data.name(), data.sampleShape());
        try (NDManager root = Torch.open(device)) {
            Judge judge = Judges.of(config, data, root);
            return new RunMeasurement(judge.distances(samples.values(), samples.name(), progress), Map.of());
        }
    }

    /**
     * The pictures that the run learned from, if it learned from pictures.
     *
     * @throws UserError if they are not where the run read them
     */
    public static Optional<ImageSource> trainingPictures(OpenRun run) {
        DataSource data = Data.source(run.config().data());
        long[] shape = data.sampleShape();
        if (data instanceof ImageBatches pictures) return Optional.of(pictures.trainingPictures());
        if (shape.length != 3 || !(data instanceof FiniteSource finite)) return Optional.empty();
        float[] values = finite.split().train().values();
        return Optional.of(new FloatImages(
                data.name() + ", training half", values, (int) shape[0], (int) shape[1], (int) shape[2]));
    }
}

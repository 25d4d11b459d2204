package io.dxmi.runs.training;

import io.dxmi.config.TrainerConfig;
import io.dxmi.eval.reference.Reported;
import io.dxmi.runs.RunResults;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.result.RunResult;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a run: metrics, card and pictures of the trained networks. */
record Finish(Setup setup) {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");

    /**
     * Measures, writes the card and the pictures.
     *
     * @param spent processor time of training, s; empty if it is not known
     * @param measuring processor time of the measurements during training, s; empty likewise
     */
    RunResult run(RunFolder folder, OptionalDouble spent, OptionalDouble measuring, Progress progress) {
        RunResults results = new RunResults(setup.root(), setup.config(), setup.models(), setup.judge());
        TrainerConfig trainer = setup.config().trainer();
        try (Trained trained = setup.trained()) {
            List<Reported> metrics = new ArrayList<>(results.metrics(trained, folder.path(), progress));
            Optional<BestCheckpoint> best = folder.checkpoints().best();
            try {
                best.ifPresent(b -> metrics.add(results.ofBest(b, metrics, folder.path(), progress)));
            } catch (UserError e) {
                LOG.warn("{}; the numbers of best.safetensors are left out", e.getMessage());
                best = Optional.empty();
            }
            return new RunResult(
                    trainer.iterations(),
                    spent,
                    measuring,
                    Math.round(trainer.iterations()
                            * trainer.batch()
                            * setup.game().evaluations()),
                    new RunMeasurement(metrics, files(trained, metrics, folder.path())),
                    best,
                    setup.game().warnings());
        }
    }

    private Map<String, Path> files(Trained trained, List<Reported> metrics, Path folder) {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("card", RunResults.writeCards(metrics, folder));
        List<Path> pictures = new ArrayList<>(setup.judge().pictures(trained, metrics, folder));
        RunCurves.write(folder).ifPresent(pictures::add);
        files.putAll(RunMeasurement.byName(pictures));
        return files;
    }
}

package io.dxmi.runs.training;

import io.dxmi.config.TrainerConfig;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.runs.RunResults;
import io.dxmi.runs.checkpoint.BestCheckpoint;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.checkpoint.Checkpoints;
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
     */
    RunResult run(RunFolder folder, OptionalDouble spent, Progress progress) {
        RunResults results = new RunResults(setup.root(), setup.config(), setup.models(), setup.judge());
        TrainerConfig trainer = setup.config().trainer();
        try (Trained trained = setup.trained()) {
            List<Reported> metrics = new ArrayList<>(results.metrics(trained, folder.path(), progress));
            Optional<BestCheckpoint> best = folder.checkpoints().best();
            try {
                best.ifPresent(b -> metrics.add(ofBest(b, folder, metrics, progress)));
            } catch (UserError e) {
                LOG.warn("{}; the numbers of best.safetensors are left out", e.getMessage());
                best = Optional.empty();
            }
            return new RunResult(
                    trainer.iterations(),
                    spent,
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

    /** The reported distance of the best checkpoint, under a name of its own. */
    private Measured ofBest(BestCheckpoint best, RunFolder folder, List<Reported> metrics, Progress progress) {
        String name = setup.judge().distance();
        if (best.iteration() == setup.config().trainer().iterations()) {
            return named(Reported.metric(name, metrics), best);
        }
        Checkpoints.Found found = Checkpoints.chosen(folder.path(), CheckpointChoice.BEST);
        String file = found.file().toString();
        try (Trained trained = Trained.restored(
                setup.root(), setup.config(), setup.models(), found.content().state(), file)) {
            return named(setup.judge().distanceOf(trained, progress), best);
        }
    }

    private static Measured named(Measured measured, BestCheckpoint best) {
        Side drawn = measured.samples();
        Side samples = new Side(
                drawn.from() + ", checkpoint best (iteration " + best.iteration() + ")",
                drawn.resize(),
                drawn.rounding(),
                drawn.count(),
                drawn.sha256());
        return new Measured(measured.name() + "_best", measured.value(), measured.how(), samples, measured.reference());
    }
}

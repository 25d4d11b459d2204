package io.dxmi.runs.training;

import io.dxmi.config.TrainerConfig;
import io.dxmi.eval.reference.Reported;
import io.dxmi.runs.RunResults;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunMeasurement;
import io.dxmi.runs.result.RunResult;
import io.dxmi.samplers.Progress;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The end of a run: metrics, card and pictures of the trained networks. */
record Finish(Setup setup) {

    /**
     * Measures, writes the card and the pictures.
     *
     * @param spent processor time of training, s; empty if it is not known
     */
    RunResult run(RunFolder folder, OptionalDouble spent, Progress progress) {
        RunResults results = new RunResults(setup.root(), setup.config(), setup.models(), setup.judge());
        TrainerConfig trainer = setup.config().trainer();
        try (Trained trained = setup.trained()) {
            List<Reported> metrics = results.metrics(trained, folder.path(), progress);
            return new RunResult(
                    trainer.iterations(),
                    spent,
                    Math.round(trainer.iterations()
                            * trainer.batch()
                            * setup.game().evaluations()),
                    RunMeasurement.of(setup.judge(), metrics, files(trained, metrics, folder.path())),
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

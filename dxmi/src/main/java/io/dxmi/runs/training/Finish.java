package io.dxmi.runs.training;

import io.dxmi.eval.reference.MeasuredFormat;
import io.dxmi.eval.reference.Reported;
import io.dxmi.runs.RunResults;
import io.dxmi.runs.folder.RunFolder;
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
     * @return the summary's part
     */
    Map<String, Object> run(RunFolder folder, OptionalDouble spent, Progress progress) {
        RunResults results = new RunResults(setup.root(), setup.config(), setup.models(), setup.judge());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("iterations", setup.config().trainer().iterations());
        spent.ifPresent(seconds -> result.put("cpu_seconds", Math.round(seconds * 1000) / 1000.0));
        result.put(
                "network_evaluations",
                Math.round(setup.config().trainer().iterations()
                        * setup.config().trainer().batch()
                        * setup.game().evaluations()));
        Map<String, Object> paths = new LinkedHashMap<>();
        try (Trained trained = setup.trained()) {
            List<Reported> metrics = results.metrics(trained, folder.path(), progress);
            result.put("metrics", MeasuredFormat.metrics(metrics));
            setup.judge().note().ifPresent(note -> result.put("note", note));
            paths.put("card", RunResults.writeCards(metrics, folder.path()).toString());
            List<Path> pictures = new ArrayList<>(setup.judge().pictures(trained, metrics, folder.path()));
            RunCurves.write(folder.path()).ifPresent(pictures::add);
            pictures.forEach(p -> paths.put(p.getFileName().toString().replace(".png", ""), p.toString()));
        }
        if (!setup.game().warnings().isEmpty())
            result.put("warnings", setup.game().warnings());
        result.put("paths", paths);
        return result;
    }
}

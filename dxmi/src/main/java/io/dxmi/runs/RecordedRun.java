package io.dxmi.runs;

import io.dxmi.cli.Consoles;
import io.dxmi.cli.Signals;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conducts an experiment in its run folder: listeners, signals, summary.
 *
 * @param out gets the summary, one line
 * @param err gets everything else
 */
public record RecordedRun(PrintWriter out, PrintWriter err, boolean quiet) {

    /** Returns the exit code. */
    public int run(Experiment experiment, RunFolder folder) {
        if (!quiet) err.println("dxmi: run folder " + folder.path());
        StopFlag stop = new StopFlag();
        Signals.handOver(stop, err);
        List<Progress> listeners = new ArrayList<>(List.of(folder.rows()));
        if (!quiet) listeners.add(Consoles.progress(err));

        Optional<Map<String, Object>> result = guarded(experiment, folder, Progress.all(listeners), stop);
        if (result.isEmpty()) {
            err.println("dxmi: stopped; continue with: dxmi train --resume " + folder.path());
            return stop.exitCode();
        }
        forgetFailure(folder);
        Map<String, Object> summary = summary(folder, result.get());
        folder.summary(summary);
        out.println(Json.line(summary));
        return 0;
    }

    /** Leaves the stack trace of a failure in the run folder. */
    private static Optional<Map<String, Object>> guarded(
            Experiment experiment, RunFolder folder, Progress progress, StopFlag stop) {
        try {
            return experiment.run(folder, progress, stop);
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            Path file = trace(folder);
            AtomicFiles.write(file, trace.toString());
            throw new RunFailed(e, file);
        }
    }

    private static Path trace(RunFolder folder) {
        return folder.path().resolve("error.txt");
    }

    /** The run failed once, was resumed and has come to its end. */
    private static void forgetFailure(RunFolder folder) {
        try {
            Files.deleteIfExists(trace(folder));
        } catch (IOException e) {
            throw new UserError("cannot remove " + trace(folder), e);
        }
    }

    private static Map<String, Object> summary(RunFolder folder, Map<String, Object> result) {
        Config config = folder.config();
        Path run = folder.path();
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("run", run.toString());
        paths.put("config", run.resolve("config.yaml").toString());
        paths.put("metrics", run.resolve("metrics.jsonl").toString());
        paths.put("summary", run.resolve("summary.json").toString());
        folder.checkpoints().latestFile().ifPresent(file -> paths.put("checkpoint", file.toString()));
        if (result.get("paths") instanceof Map<?, ?> own) own.forEach((key, path) -> paths.put(key + "", path + ""));

        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("preset", config.name());
        summary.put("seed", config.seed());
        summary.put("seconds", Math.round(folder.rows().seconds() * 1000) / 1000.0);
        summary.putAll(result);
        summary.put("paths", paths);
        return summary;
    }
}

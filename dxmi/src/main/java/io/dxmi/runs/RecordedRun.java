package io.dxmi.runs;

import io.dxmi.config.Config;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.result.RunResult;
import io.dxmi.runs.result.RunSummary;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.engine.train.WorkerLost;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs experiments in their run folders: rows of metrics while they run, the summary at the end, or the stack trace of a
 * failure.
 *
 * @param progress is told what the rows are told
 * @param stop asks for an early end, after a checkpoint
 */
public record RecordedRun(Progress progress, StopFlag stop) implements ExperimentRunner {

    /**
     * Runs to the end, or until a stop is requested.
     *
     * @return what was written to {@code summary.json}; empty if the run was stopped
     * @throws WriteFailed if the disk is full or fails, with the checkpoint that is kept
     * @throws RunFailed for a failure that is no mistake of the user; its stack trace is in the run folder
     */
    @Override
    public Optional<RunSummary> run(Experiment experiment, RunFolder folder) {
        try {
            Optional<RunResult> result = guarded(experiment, folder);
            if (result.isEmpty()) return Optional.empty();
            forgetFailure(folder);
            RunSummary summary = summary(folder, result.get());
            folder.summary(RunJson.of(summary));
            return Optional.of(summary);
        } catch (WriteFailed e) {
            throw e.keeping(Kept.of(folder.path()));
        }
    }

    /** Leaves the stack trace of a failure in the run folder. */
    private Optional<RunResult> guarded(Experiment experiment, RunFolder folder) {
        try {
            return experiment.run(folder, Progress.all(List.of(folder.rows(), progress)), stop);
        } catch (UserError | WriteFailed | WorkerLost e) {
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

    /** The run failed once, was resumed and is now complete. */
    private static void forgetFailure(RunFolder folder) {
        try {
            Files.deleteIfExists(trace(folder));
        } catch (IOException e) {
            throw new UserError("cannot remove " + trace(folder), e);
        }
    }

    private static RunSummary summary(RunFolder folder, RunResult result) {
        Config config = folder.config();
        Path run = folder.path();
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("run", run);
        files.put("config", run.resolve("config.yaml"));
        files.put("metrics", run.resolve("metrics.jsonl"));
        files.put("summary", run.resolve("summary.json"));
        folder.checkpoints().latestFile().ifPresent(file -> files.put("checkpoint", file));
        files.putAll(result.measured().files());
        return new RunSummary(config.name(), config.seed(), folder.rows().seconds(), result, files);
    }
}

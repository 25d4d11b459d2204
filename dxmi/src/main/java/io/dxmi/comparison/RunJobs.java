package io.dxmi.comparison;

import io.dxmi.config.Config;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs of a comparison as jobs, and one progress of all: iterations of pre-training and of joint training. */
final class RunJobs implements WorkerPool.Listener {

    private static final String PHASE = "compare";

    private final Progress progress;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, Config> configs = new HashMap<>();
    private final Map<String, Long> done = new HashMap<>();

    private final Map<String, String> failures = new HashMap<>();

    private int results;

    private RunJobs(Progress progress) {
        this.progress = progress;
    }

    /** @throws io.dxmi.samplers.UserError if a run was trained with other settings */
    static RunJobs of(PresetComparison comparison, Progress progress) {
        RunJobs jobs = new RunJobs(progress);
        for (PresetComparison.Run run : comparison.runs()) {
            jobs.configs.put(run.name(), run.config());
            if (comparison.isComplete(run)) jobs.done.put(run.name(), iterations(run.config()));
            else jobs.missing.add(run.name());
        }
        progress.begin(
                PHASE,
                jobs.sum(),
                jobs.configs.values().stream().mapToLong(RunJobs::iterations).sum());
        return jobs;
    }

    private static long iterations(Config config) {
        return config.pretrain().iterations() + config.trainer().iterations();
    }

    /** Names of the runs that are not complete, seed by seed. */
    List<String> missing() {
        return missing;
    }

    /** Descriptions of failures by the names of the runs. */
    Map<String, String> failures() {
        return failures;
    }

    @Override
    public void step(String job, String phase, long iteration, long total) {
        Config config = configs.get(job);
        if (phase.equals("pretrain"))
            report(job, Math.min(iteration, config.pretrain().iterations()));
        if (phase.equals("train")) report(job, config.pretrain().iterations() + iteration);
    }

    @Override
    public void result(String job, byte[] content) {
        if (content.length > 0) failures.put(job, new String(content, StandardCharsets.UTF_8));
        report(job, iterations(configs.get(job)));
        results++;
        if (results == missing.size()) progress.end(PHASE);
    }

    private void report(String job, long iterations) {
        done.merge(job, iterations, Math::max);
        progress.step(PHASE, sum(), Map.of());
    }

    private long sum() {
        return done.values().stream().mapToLong(Long::longValue).sum();
    }
}

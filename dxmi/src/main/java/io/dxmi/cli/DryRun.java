package io.dxmi.cli;

import ai.djl.engine.EngineException;
import io.dxmi.Json;
import io.dxmi.build.Data;
import io.dxmi.build.Forecast;
import io.dxmi.config.Config;
import io.dxmi.config.DataConfig;
import io.dxmi.config.PairConfig;
import io.dxmi.config.Yaml;
import io.dxmi.jobs.MemoryBudget;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.checkpoint.Checkpoint;
import io.dxmi.runs.time.TimeForecast;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Shows what a training would do, and what it would take of this machine.
 *
 * @param workers that share every batch
 * @param here those of this machine
 * @param device as the user gave it
 * @param from checkpoint that the training would go on from; empty for the beginning
 */
record DryRun(CommandLine line, boolean quiet, int workers, int here, String device, Optional<Checkpoint> from) {

    /** Parameters of all networks whose iterations are timed on a processor. */
    private static final long MOST_TIMED = 100_000_000;

    /** For people on stderr, and as one line of JSON on stdout. @return the exit code */
    int show(Experiment experiment) {
        Config config = experiment.config();
        requireReadable(config.data());
        Optional<Forecast> forecast = experiment.forecast().map(one -> one.times(here));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("preset", config.name());
        shown.put("seed", config.seed());
        shown.put("config", Yaml.tree(config));
        shown.put("parameters", experiment.parameters());
        if (!quiet) {
            line.getErr().print(Yaml.dump(config));
            experiment.choices().forEach(this::say);
            experiment.parameters().forEach((name, n) -> say(name + ": " + n + " parameters"));
        }
        forecast.ifPresent(f -> {
            f.lines(Forecast.machine()).forEach(this::say);
            if (workers > 1) say("memory of the " + here + " of " + workers + " workers that run on this machine");
            shown.put("memory_bytes", f.memory());
            shown.put("disk_bytes", f.disk());
            shown.put("fits", f.fits(Forecast.machine()));
        });
        time(experiment, forecast).ifPresent(time -> {
            shown.put("time_seconds", time.total());
            shown.put("pretraining_seconds", time.pretraining());
            shown.put("training_seconds", time.training());
        });
        line.getOut().println(Json.line(shown));
        return 0;
    }

    private static void requireReadable(DataConfig data) {
        if (data instanceof PairConfig.UnpairedImages pair) requireReadable(pair.start());
        boolean there = data.path() != null && Files.exists(Path.of(data.path()));
        if (data.onDisk() && there) Data.requireReadable(data);
    }

    private Optional<TimeForecast> time(Experiment experiment, Optional<Forecast> forecast) {
        boolean cpu = device.equals("cpu");
        boolean fits =
                !cpu || forecast.map(f -> f.fits(MemoryBudget.here().free())).orElse(true);
        if (!fits) {
            say("time: not forecast, because the memory that is free is not enough");
            return Optional.empty();
        }
        long parameters =
                experiment.parameters().values().stream().mapToLong(n -> n).sum();
        if (cpu && parameters > MOST_TIMED) {
            say("time: not forecast, because one iteration of networks of this size takes minutes on a processor");
            return Optional.empty();
        }
        say("timing a few iterations; that takes about 20 s at most, with large networks longer");
        try {
            Optional<TimeForecast> time = experiment.time(from, here);
            say(time.map(TimeForecast::line).orElse("time: not known: the timed iterations diverged"));
            return time;
        } catch (EngineException e) {
            NativeMemory wanted = NativeMemory.of(e).orElseThrow(() -> e);
            say("time: not known: the memory of the " + wanted.where() + " is not enough");
            return Optional.empty();
        }
    }

    private void say(String text) {
        if (quiet) return;
        PrintWriter err = line.getErr();
        err.println("# " + text);
        err.flush();
    }
}

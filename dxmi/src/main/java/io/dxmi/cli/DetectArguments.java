package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.pictures.PictureNotes;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What every command of {@code dxmi detect} takes, and how it reports. */
final class DetectArguments {

    @Mixin
    private TableArguments table;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Option(names = "--skip-corrupt", description = "Leave images out that cannot be read, name and count them.")
    private boolean skipCorrupt;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private EngineArguments engine;

    /** What a command does with its data. */
    interface Work {
        /** Does it. @return what came out, for JSON */
        Map<String, Object> on(Path data, TableChoice table, Progress progress);
    }

    /** Works, and prints the model's name, what came out and the seconds as one line. */
    int run(CommandSpec spec, Path model, Path data, Work work) {
        return run(spec, Map.of("model", model.toString()), data, work);
    }

    /** Works, and prints what is known before, what came out and the seconds as one line. */
    int run(CommandSpec spec, Map<String, Object> before, Path data, Work work) {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
        long started = System.nanoTime();
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        Map<String, Object> result = new LinkedHashMap<>(before);
        PictureNotes notes = skipCorrupt ? PictureNotes.skipping(progress) : PictureNotes.refusing();
        try {
            result.putAll(work.on(data, table.choice().noting(notes), progress));
        } finally {
            notes.reasons().forEach(reason -> spec.commandLine().getErr().println("skipped: " + reason));
        }
        notes.lines().forEach(line -> spec.commandLine().getErr().println("note: " + line));
        notes.summary().forEach(result::putIfAbsent);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        spec.commandLine().getOut().println(Json.line(result));
        return 0;
    }

    /** Does what the pool asks for that started this process. */
    int work(CommandSpec spec, Function<TableChoice, WorkerLoop.Work> work) {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
        PictureNotes notes = skipCorrupt ? PictureNotes.skipping(Progress.NONE) : PictureNotes.refusing();
        return JobsArguments.work(
                new StopFlag(), true, work.apply(table.choice().noting(notes)));
    }

    String device() {
        return engine.device();
    }
}

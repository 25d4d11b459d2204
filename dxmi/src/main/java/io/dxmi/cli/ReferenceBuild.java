package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.evaluation.References;
import io.dxmi.samplers.Progress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi reference build}. */
@Command(
        name = "build",
        description = "Streams images through an extractor and writes mean, covariance and some features.",
        footer = {
            "",
            "The features that are kept (--keep) are chosen by a hash of --seed, of the input's first image and of the"
                    + " image's position in its input, so inputs may come in any order or as parts for 'reference"
                    + " merge'.",
            "",
            "Example:",
            "  dxmi reference build cifar-10/ --extractor inception.pt --trust inception.pt --out cifar.npz"
        })
final class ReferenceBuild implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGES",
            arity = "1..*",
            description = "Folders, .zip, .npz, .npy, idx or CIFAR-10 files; several count as one set. Or one file of"
                    + " points.")
    private List<Path> inputs;

    @Option(names = "--out", required = true, paramLabel = "REF", description = "New file, .npz.")
    private Path out;

    @Option(names = "--quiet", description = "No progress on stderr.")
    private boolean quiet;

    @Mixin
    private MeasureArguments measure;

    @Mixin
    private TrustArguments trust;

    @Mixin
    private EngineArguments engine;

    @Override
    public Integer call() {
        engine.apply();
        trust.apply(spec.commandLine().getErr());
        long started = System.nanoTime();
        Progress progress =
                quiet ? Progress.NONE : Consoles.progress(spec.commandLine().getErr());
        ReferenceEvaluation how = measure.measuring(spec, Optional.empty(), Optional.empty(), engine.device());
        if (measure.isWorker()) return measure.work(how, inputs.get(0));
        FeatureSet set = References.build(inputs, out, how, progress);
        spec.commandLine()
                .getOut()
                .println(Json.line(summary(set, out, measure.skipped().reasons().size(), started)));
        return 0;
    }

    static Map<String, Object> summary(FeatureSet set, Path out, int skipped, long started) {
        Map<String, Object> result = new LinkedHashMap<>();
        set.features().ifPresent(identity -> {
            result.put("extractor", identity.name());
            result.put("extractor_sha256", identity.sha256());
        });
        result.put("n", set.pooled().count());
        result.put("dimensions", set.pooled().dimensions());
        result.put("kept", set.kept().count());
        result.put("resize", set.preparation());
        result.put("images_sha256", set.sha256());
        if (skipped > 0) result.put("skipped", skipped);
        result.put("seconds", Math.round((System.nanoTime() - started) / 1e6) / 1000.0);
        result.put("paths", Map.of("reference", out.toString()));
        return result;
    }
}

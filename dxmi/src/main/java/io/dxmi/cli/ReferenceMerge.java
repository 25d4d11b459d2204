package io.dxmi.cli;

import io.dxmi.Json;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.evaluation.References;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi reference merge}. */
@Command(
        name = "merge",
        description = "Joins statistics of parts of a set into those of the whole set, in any order.",
        footer = {"", "Example:", "  dxmi reference merge part-1.npz part-2.npz --out whole.npz"})
final class ReferenceMerge implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REF", arity = "2..*", description = "Files of 'dxmi reference build'.")
    private List<Path> inputs;

    @Option(names = "--out", required = true, paramLabel = "REF", description = "New file, .npz.")
    private Path out;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many features are kept, at most (default: ${DEFAULT-VALUE}). Of parts that kept fewer"
                    + " than they had, the whole keeps a fair choice, which may be fewer still.")
    private int keep;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the order of kept features; parts may have been built with any (default:"
                    + " ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        FeatureSet set = References.merge(inputs, out, keep, seed);
        spec.commandLine().getOut().println(Json.line(ReferenceBuild.summary(set, out, 0, started)));
        return 0;
    }
}

package io.dxmi.cli;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.sampling.Sampling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which samples of a run are drawn, and how. */
public final class SamplingArguments {

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int number;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the noise (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            defaultValue = "0",
            description = "Weight of the value's gradient in every step; positive goes downhill in energy (default:"
                    + " ${DEFAULT-VALUE}).")
    private double guidance;

    @Option(
            names = "--guidance-scale",
            paramLabel = "S",
            defaultValue = "1",
            description = "Classifier-free guidance towards the class of each sample, in the scale of diffusers: 1 is"
                    + " the network itself, 0 no class, more than 1 exaggerates the class; it is 1 + w of Ho and"
                    + " Salimans. Twice the evaluations; for song-unet networks with classes (default:"
                    + " ${DEFAULT-VALUE}).")
    private double guidanceScale;

    @Option(
            names = "--class",
            paramLabel = "N",
            split = ",",
            description =
                    "Class of the samples, where the run has classes; several, as in 0,1,2, take turns (default: any).")
    private List<Integer> classes = List.of();

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            converter = SolverName.class,
            completionCandidates = SolverNames.class,
            description =
                    "Draw with the run's network by another solver: ${COMPLETION-CANDIDATES} (default:"
                            + " sampler.kind of the run). The kind of a jointly trained run (ddpm, consistency) in its own number of steps is the trained sampler.")
    private SamplerKind solver;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the solver (default: sampler.steps of the run). Another number needs a network that"
                    + " was pre-trained on all noise levels, as with every schedule but geometric.")
    private Integer steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "Samples drawn at a time; fewer take less memory (default: ${DEFAULT-VALUE}, which is the most).")
    private int batch;

    @Mixin
    private CheckpointArgument checkpoint;

    /** What is to be drawn of a run. */
    public Sampling sampling(Path run, Optional<Path> out) {
        return new Sampling(
                run,
                number,
                seed,
                out,
                guidance,
                classes,
                Optional.ofNullable(solver),
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                batch,
                checkpoint.choice(),
                guidanceScale);
    }

    /** Adds what is not usual to a result. */
    public void addTo(Map<String, Object> result) {
        if (guidance != 0) result.put("guidance", guidance);
        if (guidanceScale != 1) result.put("guidance_scale", guidanceScale);
        if (!classes.isEmpty()) result.put("classes", classes);
        if (solver != null) result.put("solver", solver.toString());
        if (steps != null) result.put("steps", steps);
    }

    /** The solver of a name. */
    static final class SolverName implements ITypeConverter<SamplerKind> {
        @Override
        public SamplerKind convert(String name) {
            try {
                return SamplerKind.named(name);
            } catch (UserError e) {
                throw new TypeConversionException(e.getMessage().replaceFirst("^solver ", ""));
            }
        }
    }

    /** The names of all solvers, for help and completion. */
    static final class SolverNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(SamplerKind.values())
                    .map(SamplerKind::toString)
                    .iterator();
        }
    }
}

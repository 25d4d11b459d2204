package io.dxmi.runs.start;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.build.Schedules;
import io.dxmi.config.Config;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.runs.checkpoint.Checkpoints;
import io.dxmi.runs.checkpoint.FrozenWeights;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.checkpoint.recognise.ImportedNetwork;
import io.dxmi.samplers.checkpoint.recognise.StateDict;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.StateKeys;
import io.dxmi.samplers.sample.GaussianSampler;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import io.dxmi.trained.AveragedWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a sampler starts from: the average of a run's sampler, or the network in a checkpoint of any supported format.
 *
 * @param origin a run folder, a checkpoint of a run, or a file that {@link TensorFile} opens
 */
public record FirstWeights(Path origin) {

    private static final String PRETRAINED = "pretrained.safetensors";
    private static final String AVERAGE = StateKeys.average(Sampler.NETWORK);

    /**
     * Refuses a run, or a checkpoint in its folder, whose network was trained to predict something else than a sampler takes
     * it for: the shapes would fit. Of other files, those of diffusers tell it.
     *
     * @throws UserError if it was
     */
    public void requirePrediction(SamplerConfig sampler) {
        Optional<Path> run = runFolder();
        if (run.isEmpty()) {
            requireScheduler(sampler);
            return;
        }
        String wanted = predicted(sampler);
        String found = predicted(RunFolder.config(run.get()).sampler());
        if (!found.equals(wanted)) {
            throw new UserError("pretrain.init: expected a network that predicts " + wanted + ", got " + origin
                    + ", whose network predicts " + found
                    + "; choose sampler.prediction, sampler.schedule and sampler.steps as in its config.yaml");
        }
    }

    /**
     * Refuses a configuration whose start does not fit: adapters or a distillation without a network, and a distillation of
     * one that is no denoiser any more.
     *
     * @throws UserError with what to start from instead
     */
    public static void requireStart(Config config) {
        if (config.pretrain().distils()) requireTeacher(config.pretrain().init());
        config.requireStart();
    }

    private static void requireTeacher(String init) {
        if (init == null) {
            throw new UserError("a distillation needs a trained network; expected " + parameter("init")
                    + " with a run of 'dxmi pretrain' or another checkpoint, got none");
        }
        Path origin = Path.of(init);
        Optional<Path> folder = new FirstWeights(origin).runFolder();
        if (folder.isEmpty()) return;
        Config run = RunFolder.config(folder.get());
        if (run.sampler().schedule() instanceof ScheduleConfig.Geometric) {
            throw new UserError(parameter("init") + ": expected a network that knows the levels between its steps, got "
                    + origin + ", whose sampler.schedule.kind is geometric; pre-train it with another, such as"
                    + " ddpm-subsampled");
        }
        if (run.pretrain().distils() || run.sampler().kind() == SamplerKind.CONSISTENCY) {
            throw new UserError(parameter("init") + ": expected a network that denoises, got " + origin
                    + ", which is distilled; distil its teacher"
                    + (run.pretrain().init() == null
                            ? ""
                            : ", " + run.pretrain().init()));
        }
        Path before = folder.get().resolve("checkpoints").resolve(PRETRAINED);
        boolean isBefore = origin.endsWith(PRETRAINED);
        if (run.trainer().iterations() > 0 && !isBefore) {
            throw new UserError(parameter("init") + ": expected a network that denoises at all levels, got " + origin
                    + ", which joint training has fitted to its "
                    + run.sampler().steps()
                    + " steps; distil the network before it, " + before);
        }
    }

    /** The run that this is, or that it is a checkpoint of. */
    Optional<Path> runFolder() {
        if (isRun(origin)) return Optional.of(origin);
        Path file = origin.toAbsolutePath().normalize();
        boolean inside =
                file.toString().endsWith(".safetensors") && file.getParent().endsWith("checkpoints");
        return inside ? Optional.of(file.getParent().getParent()).filter(FirstWeights::isRun) : Optional.empty();
    }

    private void requireScheduler(SamplerConfig sampler) {
        Optional<TrainedDiffusion> found = ImportedNetwork.find(CheckpointFile.open(origin))
                .flatMap(network -> TrainedDiffusion.of(origin, network));
        if (found.isEmpty() || found.get().fits(sampler)) return;
        throw new UserError("pretrain.init: expected a network that predicts " + predicted(sampler)
                + (found.get().fits(sampler.schedule()) ? "" : " at the levels of sampler.schedule") + ", got " + origin
                + ", whose network predicts " + found.get().said() + "; choose "
                + String.join(
                        " ",
                        found.get().assignments(sampler.schedule()).entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .toList()));
    }

    private static String predicted(SamplerConfig sampler) {
        if (sampler.schedule() instanceof ScheduleConfig.Karras) return "EDM's preconditioned data";
        String said = Schedules.prediction(sampler).said();
        if (sampler.schedule() instanceof ScheduleConfig.Geometric) {
            return said + " at each of " + sampler.steps() + " geometric levels"; // it is told which, not how noisy
        }
        return sampler.schedule() instanceof ScheduleConfig.Subsampled s && s.betas() != DdpmBetas.LINEAR
                ? said + " of a " + s.betas().name().toLowerCase(Locale.ROOT) + " DDPM"
                : said;
    }

    /**
     * Overwrites the weights. Deviations of other steps are left out.
     *
     * @param sampler that the weights are of
     * @throws UserError if the origin has not all of them
     */
    public void into(Weights weights, SamplerConfig sampler) {
        Path place = isRun(origin) ? run() : origin;
        TensorFile file = CheckpointFile.open(place);
        Map<String, HostTensor> values = values(place, file, names(weights));
        if (values.isEmpty()) ImportedNetwork.of(file, null); // names the known kinds if it is none of them
        if (!values.isEmpty() && weights.names().contains(GaussianSampler.LOG_SIGMA)) {
            keepOwnSigma(values, weights, hasOtherSteps(sampler));
        }
        if (weights.frozen().isPresent()) intoFrozen(values, weights);
        else weights.set(values, origin.toString());
    }

    /** The names of a network's parameters, and of what is trained beside it. */
    private static Set<String> names(Weights weights) {
        Set<String> names = new LinkedHashSet<>(weights.names());
        weights.frozen().ifPresent(frozen -> {
            names.removeIf(Adapters::isPart);
            names.addAll(frozen.names());
        });
        return names;
    }

    /** Adapters stay as they are, which is without effect at first. */
    private void intoFrozen(Map<String, HostTensor> values, Weights weights) {
        weights.frozen().orElseThrow().set(values, origin.toString());
        Map<String, HostTensor> trained = new LinkedHashMap<>(weights.toHost());
        trained.keySet().stream().filter(values::containsKey).forEach(name -> trained.put(name, values.get(name)));
        weights.set(trained, origin.toString());
    }

    private static Map<String, HostTensor> values(Path place, TensorFile file, Set<String> names) {
        if (file.entries().keySet().stream().anyMatch(name -> name.startsWith(AVERAGE))) {
            Map<String, HostTensor> state = new LinkedHashMap<>(FrozenWeights.of(place, file.notes()));
            file.entries().keySet().stream()
                    .filter(name -> name.startsWith(AVERAGE))
                    .forEach(name -> state.put(name, file.read(name)));
            Map<String, HostTensor> averages = AveragedWeights.values(state, Sampler.NETWORK);
            averages.keySet().retainAll(names);
            return averages;
        }
        Map<String, HostTensor> values = imported(file, names);
        if (values.isEmpty()) {
            StateDict.closest(file, names).forEach((name, there) -> {
                if (names.contains(name)) values.put(name, file.read(there));
            });
        }
        return values;
    }

    /** The values of a network of a known kind, as far as the sampler has parameters of these names; empty if there is none. */
    private static Map<String, HostTensor> imported(TensorFile file, Set<String> names) {
        Map<String, HostTensor> values = new LinkedHashMap<>();
        ImportedNetwork.find(file)
                .ifPresent(network -> names.forEach(name -> {
                    if (network.names().containsKey(name)) values.put(name, network.read(name));
                }));
        return values;
    }

    /** Whether the run's steps have other deviations: between other levels, or by another rule. */
    private boolean hasOtherSteps(SamplerConfig sampler) {
        Optional<SamplerConfig> run =
                runFolder().map(folder -> RunFolder.config(folder).sampler());
        return run.filter(there -> Schedules.policy(there) != Schedules.policy(sampler)
                        || !there.schedule().equals(sampler.schedule()))
                .isPresent();
    }

    /**
     * Of a denoiser that was never trained as a sampler no step deviations are known, and those of other steps do not fit: they
     * stay the schedule's.
     */
    private static void keepOwnSigma(Map<String, HostTensor> values, Weights weights, boolean otherSteps) {
        HostTensor own = weights.toHost().get(GaussianSampler.LOG_SIGMA);
        HostTensor found = values.get(GaussianSampler.LOG_SIGMA);
        boolean otherNumber = found != null && found.shape().length == 1 && found.shape()[0] != own.shape()[0];
        if (found == null || otherNumber || otherSteps) values.put(GaussianSampler.LOG_SIGMA, own);
    }

    public static boolean isRun(Path path) {
        return Files.isDirectory(path) && Files.exists(path.resolve("config.yaml"));
    }

    private Path run() {
        RunFolder.config(origin);
        return Checkpoints.latestOf(origin).file();
    }
}

package io.dxmi.build;

import static io.dxmi.samplers.UserError.parameter;

import com.sun.management.OperatingSystemMXBean;
import io.dxmi.config.Config;
import io.dxmi.config.DxdpConfig;
import io.dxmi.config.GameConfig;
import io.dxmi.config.SamplerStepConfig;
import io.dxmi.config.UpdateConfig;
import io.dxmi.config.ValueStepConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Adapters;
import io.dxmi.samplers.sample.Sampler;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a training will take of this machine, from its configuration and the shapes of its networks alone.
 *
 * @param memory most resident memory of the process, bytes
 * @param disk files of the run folder at its end, bytes
 * @param step the optimiser step that needs the most memory
 */
public record Forecast(long memory, long disk, String step) {

    /** Java, its code, the libraries, and the buffers of the engine: resident memory of a training of tiny networks, bytes. */
    private static final long BASE = 400L << 20;

    /** Weights, their gradient, Adam's two means, and the running average. */
    private static final int COPIES = 5;

    /** What a checkpoint holds of each weight: it, its average, and Adam's two means. */
    private static final int STORED = 4;

    /** A row of metrics.jsonl, timing.jsonl and histograms together, about. */
    private static final long ROW = 2_000;

    /** Pictures, settings and records. */
    private static final long FILES = 4L << 20;

    /** Forecasts the training of a configuration by one process. */
    public static Forecast of(Config config, Models models) {
        return of(config, models, 1);
    }

    /** What one of several workers takes, which share the rows of every batch. */
    public static Forecast of(Config config, Models models, int workers) {
        Optional<Adapters> adapters = SamplerAdapters.of(config, models.trained());
        Activations sampler = Activations.ofSampler(models.trained(), adapters);
        Activations energy =
                Activations.ofEnergy(models.energy(), models.sampler().sampleShape());
        Activations value = models.timeValue() == null
                ? energy
                : Activations.ofValue(models.timeValue(), models.sampler().sampleShape());
        Map<String, Long> steps = steps(config, workers, sampler, energy, value);
        Map.Entry<String, Long> most =
                steps.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        Sizes sizes = Sizes.of(config, models, adapters);
        long memory = BASE
                + COPIES * sizes.trained()
                + sizes.frozen()
                + sizes.teacher()
                + heap(sizes)
                + most.getValue()
                + rows(config, models, workers);
        return new Forecast(memory, disk(config, sizes), most.getKey());
    }

    /**
     * Bytes of the weights of all networks.
     *
     * @param frozen of the network under adapters
     * @param teacher of a distillation
     * @param sampler trained ones of the sampler
     */
    private record Sizes(long trained, long frozen, long teacher, long sampler) {
        static Sizes of(Config config, Models models, Optional<Adapters> adapters) {
            long all = models.sizes().values().stream().mapToLong(n -> n).sum();
            long whole = models.sizes().getOrDefault(Sampler.NETWORK, 0L);
            long own = adapters.map(Adapters::trainedSize).orElse(whole);
            long teacher = config.pretrain().distils() ? own : 0; // adapters share what is frozen
            long frozen = adapters.map(Adapters::frozenSize).orElse(0L);
            return new Sizes(
                    (all - whole + own) * Float.BYTES, frozen * Float.BYTES, teacher * Float.BYTES, own * Float.BYTES);
        }
    }

    /** Java's heap when a checkpoint is written: its arrays, and as much that is not yet collected. */
    private static long heap(Sizes sizes) {
        return Math.min(
                Runtime.getRuntime().maxMemory(),
                2 * Math.max(STORED * sizes.trained() + sizes.teacher(), sizes.frozen()));
    }

    /** Bytes of the features of each kind of optimiser step. */
    private static Map<String, Long> steps(
            Config config, int workers, Activations sampler, Activations energy, Activations value) {
        Map<String, Long> steps = new LinkedHashMap<>();
        int micro = config.trainer().microBatch();
        if (config.pretrain().iterations() > 0) {
            steps.put("pre-training", sampler.of(bounded(share(config.pretrain().batch(), workers), micro)));
        }
        if (config.trainer().iterations() == 0) {
            steps.putIfAbsent("sampling", sampler.of(1));
            return steps;
        }
        long batch = share(config.trainer().batch(), workers);
        steps.put("the energy's step", energy.of(2 * bounded(batch, micro)));
        if (!(config.game() instanceof GameConfig.WithSampler game)) return steps;
        long visited = batch * config.sampler().steps();
        long all = visited * game.nCritic();
        if (config.game().dxdp().isPresent()) {
            DxdpConfig rules = config.game().dxdp().get();
            if (rules.valueStep() instanceof ValueStepConfig.Shared) {
                steps.put("the shared step", sampler.of(visited) + value.of(visited) + energy.of(batch));
                return steps;
            }
            long fitted = rules.valueStep() instanceof ValueStepConfig.Joint ? visited : batch;
            steps.put("the value's step", value.of(bounded(fitted, micro)));
            long moved = rules.samplerStep() instanceof SamplerStepConfig.All ? all : batch;
            long rows = bounded(moved, micro);
            steps.put("the sampler's step", sampler.of(rows) + value.of(rows));
        } else if (config.game() instanceof GameConfig.Gcd gcd && !(gcd.update() instanceof UpdateConfig.Pathwise)) {
            steps.put("the sampler's step", sampler.of(bounded(all, micro)));
        } else {
            long rows = batch * game.nCritic();
            steps.put("the sampler's step", Math.max(sampler.of(rows), energy.of(rows)));
        }
        return steps;
    }

    /** Rows of the worker with the most. */
    private static long share(int batch, int workers) {
        return (batch + workers - 1L) / workers;
    }

    private static long bounded(long rows, int micro) {
        return micro == 0 ? rows : Math.min(rows, micro);
    }

    /** Roll-outs with their means, deviations and noise, their copies as one batch, and what is measured. */
    private static long rows(Config config, Models models, int workers) {
        long numbers = Arrays.stream(models.sampler().sampleShape()).reduce(1, Math::multiplyExact);
        int critic = config.game() instanceof GameConfig.WithSampler game ? game.nCritic() : 1;
        long rollOut = 5L
                * critic
                * share(config.trainer().batch(), workers)
                * (config.sampler().steps() + 1)
                * numbers;
        long measured = 4L * config.evaluation().samples() * (numbers + 4);
        return (rollOut + measured) * Float.BYTES;
    }

    private static long disk(Config config, Sizes sizes) {
        long checkpoints =
                (STORED * sizes.trained() + sizes.teacher()) * config.trainer().keepCheckpoints() + sizes.frozen();
        long best = config.evaluation().every() > 0 ? sizes.trained() : 0;
        long pretrained = config.game() instanceof GameConfig.Chains ? 0 : STORED * sizes.sampler();
        long rows = (config.pretrain().iterations() + config.trainer().iterations())
                / config.trainer().reportEvery();
        return checkpoints + best + pretrained + rows * ROW + FILES;
    }

    /** Memory of the machine, or of the container, bytes. */
    public static long machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** The memory of several such processes of one machine. */
    public Forecast times(int processes) {
        return new Forecast(memory * processes, disk, step);
    }

    /** Whether a machine of so much memory can hold it. */
    public boolean fits(long machine) {
        return memory <= machine;
    }

    /** Refuses a training that a machine of so much memory cannot hold. @throws UserError with what to lower */
    public void requireMemory(Config config, long machine) {
        if (fits(machine)) return;
        String remedy = config.game().sharesEvaluations()
                ? "lower trainer.batch, or choose game.value_step.kind=joint (its entropy and running start from false) and trainer.micro_batch=8"
                : "lower trainer.batch or the network, or cut the batch with trainer.micro_batch=8";
        throw new UserError(
                "trainer.batch is too large: " + step + " is forecast to take this training to " + said(memory)
                        + ", but the machine has " + said(machine) + "; " + remedy + "; " + parameter("dry-run")
                        + " forecasts again");
    }

    /** For people, one line each. */
    public List<String> lines(long machine) {
        String fit = fits(machine) ? "" : "; it will be refused: lower trainer.batch, or set trainer.micro_batch";
        return List.of(
                "memory: about " + said(memory) + " at most, in " + step + "; the machine has " + said(machine) + fit,
                "disk: about " + said(disk));
    }

    private static String said(long bytes) {
        return bytes < 1L << 30
                ? (bytes >> 20) + " MiB"
                : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}

package io.dxmi.spark;

import ai.djl.Device;
import io.dxmi.comparison.PresetComparison;
import io.dxmi.comparison.Variants;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * The runs of a comparison as they go to the executors, which write them into its folder.
 *
 * @param names of the variants
 * @param configs in the order of the names, as {@link ConfigLoader#told} reads them
 * @param seeds of each
 * @param out absolute path of the folder
 * @param command recorded in each run folder
 * @param mark of the {@link SharedFolder}
 */
record ComparisonTask(
        List<String> names, List<String> configs, int seeds, String out, List<String> command, String mark)
        implements Stage.Work<String, ComparisonTask.Trained> {

    /** What became of a run: null if it was stopped, else nothing, or the description of its failure. */
    record Trained(byte[] content) implements Serializable {}

    static ComparisonTask of(PresetComparison comparison, String mark) {
        Variants variants = comparison.variants();
        return new ComparisonTask(
                new ArrayList<>(variants.names()),
                new ArrayList<>(variants.configs().stream().map(Yaml::dump).toList()),
                comparison.seeds(),
                comparison.out().toAbsolutePath().normalize().toString(),
                new ArrayList<>(comparison.command()),
                mark);
    }

    @Override
    public Trained of(String run) {
        Application.leaveSignals();
        SharedFolder.require(
                mark, SparkEnv.get().blockManager().blockManagerId().host());
        if (!SharedFolder.isToGo(mark)) return new Trained(null);
        PresetComparison comparison = new PresetComparison(told(), seeds, Path.of(out), "cpu", command);
        try (MarkedStop stop = new MarkedStop(mark)) {
            return new Trained(comparison
                    .work((config, device) -> new TrainingRun(config, Device.cpu()), stop.flag())
                    .run(run, Progress.NONE)
                    .orElse(null));
        }
    }

    private Variants told() {
        return new Variants(names, configs.stream().map(ConfigLoader::told).toList(), List.of());
    }
}

package io.dxmi.runs;

import ai.djl.ndarray.NDManager;
import io.dxmi.build.Data;
import io.dxmi.build.Game;
import io.dxmi.build.Models;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run folder whose networks are as they were drawn: all that sampling, scoring and exporting need. */
public final class UntrainedRun {

    private UntrainedRun() {}

    public static void write(Path folder, String preset, String... keys) {
        Config config = ConfigLoader.preset(preset, List.of(keys));
        Models models = Models.of(config, Data.shape(config.data()));
        try (NDManager root = Torch.open();
                Game game = Game.of(root, config, models);
                RunFolder run = RunFolder.create(folder, config, RunRecord.now(List.of("test"), 0, "cpu"))) {
            run.describe(RunContent.of(config, models));
            run.checkpoint("train", 1, withBiases(game.state()));
        }
    }

    /** Zero biases would hide a bias that was forgotten, and zero convolutions everything before them. */
    private static Map<String, HostTensor> withBiases(Map<String, HostTensor> state) {
        Map<String, HostTensor> moved = new LinkedHashMap<>();
        state.forEach((name, tensor) -> {
            if (!name.contains("/average/")) {
                moved.put(name, tensor);
                return;
            }
            float[] values = tensor.toFloats();
            boolean zero = true;
            for (float value : values) zero &= value == 0;
            if (!zero && !name.endsWith(".bias")) {
                moved.put(name, tensor);
                return;
            }
            for (int i = 0; i < values.length; i++) values[i] += 0.01f * (i % 7);
            moved.put(name, HostTensor.of(values, tensor.shape()));
        });
        return moved;
    }
}

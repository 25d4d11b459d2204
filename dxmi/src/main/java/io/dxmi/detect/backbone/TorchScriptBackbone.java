package io.dxmi.detect.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.config.Yaml;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Projection;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A TorchScript network that turns an image into maps of features. */
final class TorchScriptBackbone implements Backbone {

    private static final int COMPONENTS = 128;

    private final ProgramFile program;
    private final TorchScriptOptions.Input input;
    private final TorchScriptOptions.Outputs outputs;
    private final NDManager root;
    private final ScriptFile script;

    /**
     * Loads the network of a model. The digest detects another network; it makes none trustworthy.
     *
     * @param sha256 that the file must have, in hexadecimal
     * @throws UserError if it has another one, is no TorchScript module, or is not trusted
     */
    TorchScriptBackbone(Path file, Optional<String> sha256) {
        TorchScriptOptions options = description(file);
        this.input = options.input();
        this.outputs = options.outputs();
        this.program = TrustedPrograms.open(file, sha256);
        this.root = Torch.open();
        try {
            script = ScriptFile.load(root, program);
        } catch (UserError e) {
            root.close();
            throw e;
        }
    }

    /** @throws UserError if nothing describes the network, or no maps are named */
    private static TorchScriptOptions description(Path file) {
        Path beside = TorchScriptOptions.besideBackbone(file);
        if (!Files.isRegularFile(beside)) throw new UserError("expected the backbone's description at " + beside);
        TorchScriptOptions options =
                TorchScriptOptions.of(Yaml.document(beside), file.getFileName().toString(), beside.toString());
        if (options.outputs().maps().isEmpty() || options.input().height() == 0) {
            throw new UserError(
                    beside + ": a backbone needs size, outputs.maps and outputs.grid: expected all three, got fewer");
        }
        return options;
    }

    @Override
    public Map<String, Path> files() {
        return Map.of(PROGRAM, program.path(), DESCRIPTION, TorchScriptOptions.besideBackbone(program.path()));
    }

    @Override
    public String sha256() {
        return program.sha256();
    }

    /** @throws UserError if an output is not as the description says */
    @Override
    public synchronized Sample features(Sample image) {
        try (NDManager scope = root.newSubManager()) {
            NDArray x = PictureArray.of(scope, image, input, 0);
            return stacked(image, script.forward(scope, x, input.arguments()));
        }
    }

    @Override
    public Projection projection(float[] places, int channels) {
        return Projection.fit(places, channels, COMPONENTS, 0);
    }

    private Sample stacked(Sample image, List<NDArray> returned) {
        List<NDArray> maps = new ArrayList<>();
        for (int index : outputs.maps()) {
            Shape shape = index < returned.size() ? returned.get(index).getShape() : new Shape();
            if (shape.dimension() != 4) {
                throw new UserError(program.path() + ": expected output " + index + " to be a map (1, C, h, w), got "
                        + (index < returned.size() ? shape.toString() : "only " + returned.size() + " outputs"));
            }
            maps.add(returned.get(index));
        }
        return StackedMaps.of(image, maps, outputs.rows(), outputs.columns());
    }

    @Override
    public void close() {
        script.close();
        root.close();
    }
}

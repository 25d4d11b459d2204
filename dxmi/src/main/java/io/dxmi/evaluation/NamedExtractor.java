package io.dxmi.evaluation;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.config.Yaml;
import io.dxmi.eval.feature.ClassifierCache;
import io.dxmi.eval.feature.DigitClassifier;
import io.dxmi.eval.feature.EfficientNetFeatures;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.PixelFeatures;
import io.dxmi.eval.feature.ScatteringFeatures;
import io.dxmi.eval.feature.TorchScriptFeatures;
import io.dxmi.eval.feature.TorchScriptOptions;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Extractors by their names. */
public final class NamedExtractor {

    private NamedExtractor() {}

    /**
     * Opens an extractor; the caller closes it.
     *
     * @param name {@code scattering}, {@code digits}, {@code pixels}, weights of an EfficientNet-Lite, or a TorchScript file; empty for scattering
     * @param example where extractors learn the size of the pictures
     * @throws UserError if there is no such extractor, or nothing says how its file is fed
     */
    public static FeatureExtractor open(
            String name, ImageSource example, ImageTransform transform, Device device, Progress progress) {
        return switch (name) {
            case "", ScatteringFeatures.NAME -> new ScatteringFeatures(first(example, transform));
            case "pixels" -> new PixelFeatures(first(example, transform));
            case "digits" ->
                withEngine(device, root -> DigitClassifier.cached(root, ClassifierCache.defaultFolder(), progress));
            default -> {
                Path file = Path.of(name);
                if (CheckpointFile.isWeights(file)) {
                    yield withEngine(device, root -> new EfficientNetFeatures(root, file));
                }
                TorchScriptOptions options = options(file);
                ProgramFile program = TrustedPrograms.open(file);
                yield withEngine(device, root -> new TorchScriptFeatures(root, program, options));
            }
        };
    }

    /** An extractor that closes the scope of its arrays, too. */
    private static FeatureExtractor withEngine(Device device, Function<NDManager, FeatureExtractor> open) {
        NDManager root = Torch.open(device);
        return new ClosingExtractor(open.apply(root), root);
    }

    private static Image first(ImageSource source, ImageTransform transform) {
        UserError latest = null;
        for (int i = 0; i < source.count(); i++) {
            try {
                return transform.of(source.load(i));
            } catch (UserError e) {
                if (CorruptImages.isMemory(e)) throw e;
                latest = e; // whoever reads them all reports each
            }
        }
        String why = latest == null ? "" : "; the last: " + latest.getMessage();
        throw new UserError(source.name() + ": none of " + source.count() + " images can be read" + why, latest);
    }

    private static TorchScriptOptions options(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError(parameter("extractor")
                    + " must be scattering, digits, pixels, weights of an EfficientNet-Lite or a TorchScript file, got "
                    + file + ": there is no such file");
        }
        Path beside = TorchScriptOptions.besideExtractor(file);
        String name = file.getFileName().toString();
        Optional<TorchScriptOptions> known = TorchScriptOptions.known(name);
        if (!Files.isRegularFile(beside)) {
            return known.orElseThrow(() -> new UserError(file + ": nothing says how this network is fed; write "
                    + beside + " with at least 'range: uint8', 0..255, 0..1 or -1..1"));
        }
        TorchScriptOptions own = TorchScriptOptions.of(Yaml.document(beside), name, beside.toString());
        return known.map(own::besides).orElse(own);
    }
}

package io.dxmi.detect.onnx;

import io.dxmi.Versions;
import io.dxmi.detect.energy.EnergyKind;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.onnx.OnnxGraph;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.Protobuf;
import io.dxmi.samplers.tensor.WriteLock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes fitted detectors for use without this toolkit. */
public final class DetectorExport {

    private DetectorExport() {}

    /** Whether a folder is a model, or holds models by category. */
    public static boolean isModel(Path folder) {
        return ModelFolder.isModel(folder) || !ModelFolder.categories(folder).isEmpty();
    }

    /**
     * Writes {@code detector.onnx}, or {@code CATEGORY.onnx} of each category ({@link DetectorGraph}).
     *
     * @return the files by what they hold
     * @throws UserError if it is no model folder, or a file cannot be written; nothing is written if one of the models cannot be
     *     exported
     * @throws io.dxmi.samplers.WriteFailed if the disk is full or fails
     */
    public static Map<String, Path> onnx(Path model, Path out) {
        Map<String, Path> models = new LinkedHashMap<>();
        if (ModelFolder.isModel(model)) models.put("detector", model);
        else
            ModelFolder.categories(model)
                    .forEach(one -> models.put(one.getFileName().toString(), one));
        Map<String, Path> files = new LinkedHashMap<>();
        Map<Path, Protobuf> contents = new LinkedHashMap<>();
        models.forEach((name, folder) -> {
            Path file = out.resolve(name + ".onnx");
            contents.put(file, content(folder, file));
            files.put(name, file);
        });
        return WriteLock.folder(out).during(() -> {
            contents.forEach((file, content) -> AtomicFiles.write(file, content::writeTo));
            return files;
        });
    }

    private static Protobuf content(Path folder, Path file) {
        try (Detector detector = ModelFolder.read(folder)) {
            EnergyKind energy = detector.about().energy();
            if (!energy.isTrained()) {
                throw new UserError(
                        folder + ": expected an energy that is trained, kernel or autoencoder, got the baseline "
                                + energy.name().toLowerCase(Locale.ROOT) + ", which ONNX files do not hold");
            }
            OnnxGraph graph = DetectorGraph.of(detector);
            graph.note(
                    "model", folder.toAbsolutePath().normalize().getFileName().toString());
            return graph.model(file, Versions.CURRENT.toolkit());
        }
    }
}

package io.dxmi.detect;

import io.dxmi.samplers.checkpoint.HostTensor;
import io.dxmi.samplers.run.UserError;
import java.nio.file.Path;
import java.util.Map;

/** Extractors from a model's arrays. */
final class Extractors {

    private Extractors() {}

    /** @param file named in errors */
    static Extractor read(ModelRecord about, Map<String, HostTensor> tensors, Path file) {
        return new TableExtractor(new TableScaling(
                about.columns(),
                about.header(),
                floats(tensors, "table.median", file),
                floats(tensors, "table.mean", file),
                floats(tensors, "table.sd", file)));
    }

    private static float[] floats(Map<String, HostTensor> tensors, String name, Path file) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) throw new UserError(file + " lacks the array '" + name + "'; fit it again");
        return tensor.toFloats();
    }
}

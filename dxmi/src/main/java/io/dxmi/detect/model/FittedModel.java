package io.dxmi.detect.model;

import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.Map;

/**
 * A detector and the arrays that it is made of, as they go into a model folder.
 *
 * @param tensors by name
 * @param files to copy, by their name in the folder
 */
public record FittedModel(Detector detector, Map<String, HostTensor> tensors, Map<String, Path> files) {

    public FittedModel(Detector detector, Map<String, HostTensor> tensors) {
        this(detector, tensors, Map.of());
    }

    public FittedModel withFiles(Map<String, Path> copied) {
        return new FittedModel(detector, tensors, copied);
    }
}

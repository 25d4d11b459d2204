package io.dxmi.detect;

import io.dxmi.samplers.checkpoint.HostTensor;
import java.util.Map;

/**
 * A detector and the arrays that it is made of, as they go into a model folder.
 *
 * @param tensors by name
 */
record FittedModel(Detector detector, Map<String, HostTensor> tensors) {}

package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.engine.Parameter;
import java.util.List;
import java.util.Map;

/**
 * A network with the settings that were read off its tensors.
 *
 * @param architecture what people call it
 * @param settings by name, in the order in which they are shown
 * @param assumed names of the settings that neither the tensors nor the file tell: those of the published networks are taken
 * @param parameters what the network needs
 */
public record Recognised(
        String architecture, Map<String, Object> settings, List<String> assumed, List<Parameter> parameters) {}

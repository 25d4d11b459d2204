package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.EfficientNetLite;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.TensorFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A state dict of the PyTorch package {@code efficientnet-lite-pytorch}, with its batch normalisation made part of the
 * convolutions: {@code w g / sqrt(v + eps)} and {@code b - m g / sqrt(v + eps)}.
 *
 * @param parameters of {@link EfficientNetLite#parameters}, by name
 */
public record EfficientNetWeights(EfficientNetLite network, Map<String, HostTensor> parameters) {

    /** What the published networks add to the variance. */
    private static final double EPS = 1e-3;

    private static final String BLOCK = "_blocks.0._depthwise_conv.weight";

    private static final Set<String> CLASSIFIER = Set.of("_fc.weight", "_fc.bias");

    /** Names in one message. */
    private static final int SHOWN = 5;

    /** Reads the weights. @throws UserError if the file holds none of these networks, or more than that */
    public static EfficientNetWeights of(TensorFile file) {
        Map<String, String> names = StateDict.closest(file, List.of("_conv_stem.weight", BLOCK, "_conv_head.weight"));
        Reader reader = new Reader(file, names);
        EfficientNetLite network = reader.network();
        Map<String, HostTensor> parameters = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            if (p.name().endsWith(".weight")) {
                reader.fold(p.name().substring(0, p.name().length() - ".weight".length()), parameters);
            }
        }
        return new EfficientNetWeights(network, parameters);
    }

    /** @param names the full name in the file for each name */
    private record Reader(TensorFile file, Map<String, String> names) {

        /** The network whose convolutions are all there, and nothing besides. */
        EfficientNetLite network() {
            if (!names.containsKey(BLOCK)) {
                List<String> first =
                        file.entries().keySet().stream().limit(SHOWN).toList();
                throw new UserError(
                        file.path() + ": expected the weights of EfficientNet-Lite0, 1 or 2, with tensors such as "
                                + BLOCK + ", found tensors such as " + first);
            }
            EfficientNetLite closest = null;
            List<String> least = List.of();
            for (EfficientNetLite network : EfficientNetLite.values()) {
                List<String> wrong = wrong(network);
                if (wrong.isEmpty()) return network;
                if (closest == null || wrong.size() < least.size()) {
                    closest = network;
                    least = wrong;
                }
            }
            String more = least.size() > SHOWN ? ", and " + (least.size() - SHOWN) + " more" : "";
            throw new UserError(file.path()
                    + ": expected the weights of EfficientNet-Lite0, 1 or 2; the file comes closest to "
                    + closest.label() + ", but " + String.join(", ", least.subList(0, Math.min(SHOWN, least.size())))
                    + more);
        }

        private List<String> wrong(EfficientNetLite network) {
            Map<String, long[]> expected = new LinkedHashMap<>();
            for (Parameter p : network.parameters()) {
                if (p.name().endsWith(".weight")) expected.put(p.name(), p.shape());
                else normalisation(p.name()).forEach(name -> expected.put(name, p.shape()));
            }
            List<String> wrong = new java.util.ArrayList<>();
            expected.forEach((name, shape) -> {
                Optional<long[]> found = Optional.ofNullable(names.get(name))
                        .map(full -> file.entries().get(full).shape());
                if (found.isEmpty()) wrong.add("lacks " + name + " " + Arrays.toString(shape));
                else if (!Arrays.equals(found.get(), shape)) {
                    wrong.add("has " + name + " as " + Arrays.toString(found.get()) + " instead of "
                            + Arrays.toString(shape));
                }
            });
            names.keySet().stream()
                    .filter(name -> !expected.containsKey(name))
                    .filter(name -> !CLASSIFIER.contains(name) && !name.endsWith(".num_batches_tracked"))
                    .forEach(name -> wrong.add("has " + name + " too much"));
            return wrong;
        }

        /** The four arrays that follow a convolution, by the name of its bias: gain, shift, mean, variance. */
        private static List<String> normalisation(String bias) {
            String module = bias.substring(0, bias.length() - ".bias".length());
            String norm = module.equals("_conv_stem") ? "_bn0" : "_bn1";
            if (module.endsWith("._expand_conv")) norm = sibling(module, "_bn0");
            if (module.endsWith("._depthwise_conv")) norm = sibling(module, "_bn1");
            if (module.endsWith("._project_conv")) norm = sibling(module, "_bn2");
            return List.of(norm + ".weight", norm + ".bias", norm + ".running_mean", norm + ".running_var");
        }

        private static String sibling(String module, String name) {
            return module.substring(0, module.lastIndexOf('.') + 1) + name;
        }

        void fold(String module, Map<String, HostTensor> into) {
            List<double[]> norm = normalisation(module + ".bias").stream()
                    .map(name -> file.read(names.get(name)).toDoubles())
                    .toList();
            HostTensor weight = file.read(names.get(module + ".weight"));
            double[] values = weight.toDoubles();
            int out = norm.get(0).length;
            float[] weights = new float[values.length];
            float[] biases = new float[out];
            int each = values.length / out;
            for (int i = 0; i < out; i++) {
                double scale = norm.get(0)[i] / Math.sqrt(norm.get(3)[i] + EPS);
                biases[i] = (float) (norm.get(1)[i] - scale * norm.get(2)[i]);
                for (int j = i * each; j < (i + 1) * each; j++) weights[j] = (float) (scale * values[j]);
            }
            requireFinite(module, weights);
            requireFinite(module, biases);
            into.put(module + ".weight", HostTensor.of(weights, weight.shape()));
            into.put(module + ".bias", HostTensor.of(biases, out));
        }

        private void requireFinite(String module, float[] values) {
            for (float v : values) {
                if (!Float.isFinite(v)) {
                    throw new UserError(file.path() + ": expected finite weights, got " + v + " in " + module
                            + " or its batch normalisation; download the file again");
                }
            }
        }
    }
}

package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.net.EfficientNetLite;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Weights under published names that follow from the formula of {@code scripts/efficientnet-fixture}. */
public final class EfficientNetFormula {

    private EfficientNetFormula() {}

    /** Writes a state dict as safetensors. */
    public static Path write(EfficientNetLite network, Path file) {
        new Safetensors(stateDict(network), Map.of()).write(file);
        return file;
    }

    /** All that the package's state dict holds, but the counters of batches. */
    static Map<String, HostTensor> stateDict(EfficientNetLite network) {
        Map<String, HostTensor> dict = new LinkedHashMap<>();
        for (Parameter p : network.parameters()) {
            if (p.name().endsWith(".weight")) {
                put(dict, p.name(), p.shape());
                continue;
            }
            for (String array : List.of("weight", "bias", "running_mean", "running_var")) {
                put(dict, norm(p.name()) + array, p.shape());
            }
        }
        put(dict, "_fc.weight", 1000, EfficientNetLite.POOLED);
        put(dict, "_fc.bias", 1000);
        return dict;
    }

    private static String norm(String bias) {
        if (bias.equals("_conv_stem.bias")) return "_bn0.";
        if (bias.equals("_conv_head.bias")) return "_bn1.";
        return bias.replaceFirst("_expand_conv.bias", "_bn0.")
                .replaceFirst("_depthwise_conv.bias", "_bn1.")
                .replaceFirst("_project_conv.bias", "_bn2.");
    }

    static void put(Map<String, HostTensor> dict, String name, long... shape) {
        int count = 1;
        for (long side : shape) count *= (int) side;
        double[] u = uniform(name, count);
        double scale = shape.length > 1 ? Math.sqrt(12.0 * shape[0] / count) : 1;
        double shift = shape.length == 1 && (name.endsWith("weight") || name.endsWith("running_var")) ? 0.5 : -0.5;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) ((u[i] + shift) * scale);
        dict.put(name, HostTensor.of(values, shape));
    }

    /** (1, 3, side, side), in [-2, 2). */
    static HostTensor picture(int side) {
        double[] u = uniform("x", 3 * side * side);
        float[] values = new float[u.length];
        for (int i = 0; i < u.length; i++) values[i] = (float) (4 * (u[i] - 0.5));
        return HostTensor.of(values, 1, 3, side, side);
    }

    /** In [0, 1), 24 bits each: splitmix64 of the number of the value plus the CRC-32 of the name. */
    private static double[] uniform(String name, int count) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            long z = (i + (crc.getValue() << 24)) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            out[i] = ((z ^ (z >>> 31)) >>> 40) * 0x1p-24;
        }
        return out;
    }
}

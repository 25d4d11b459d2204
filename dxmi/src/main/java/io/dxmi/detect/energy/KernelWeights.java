package io.dxmi.detect.energy;

import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trained parts of an ensemble of kernel energies among a model's arrays; they share their points. */
public final class KernelWeights {

    private static final List<String> TRAINED =
            List.of(KernelEnergy.MAP, KernelEnergy.LOG_BANDWIDTH, KernelEnergy.LOG_SCALE);

    private KernelWeights() {}

    private static String name(int member, String parameter) {
        return "energy." + member + "." + parameter;
    }

    public static void put(Map<String, HostTensor> tensors, int member, Map<String, HostTensor> weights) {
        for (String parameter : TRAINED) tensors.put(name(member, parameter), weights.get(parameter));
    }

    /** The members of a model's arrays. */
    public static List<VectorEnergy> energies(Map<String, HostTensor> tensors) {
        HostTensor points = tensors.get("points");
        int d = (int) points.shape()[1];
        float[] values = points.toFloats();
        List<VectorEnergy> energies = new ArrayList<>();
        for (int m = 0; tensors.containsKey(name(m, KernelEnergy.MAP)); m++) {
            energies.add(new KernelScorer(
                    values,
                    tensors.get(name(m, KernelEnergy.MAP)).toFloats(),
                    d,
                    Math.exp(tensors.get(name(m, KernelEnergy.LOG_BANDWIDTH)).toFloats()[0]),
                    Math.exp(2 * tensors.get(name(m, KernelEnergy.LOG_SCALE)).toFloats()[0])));
        }
        return energies;
    }
}

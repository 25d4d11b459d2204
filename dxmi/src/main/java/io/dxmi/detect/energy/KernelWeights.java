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

    private static final String ANOMALIES = "anomalies.points";
    private static final String ANOMALY_WEIGHT = "anomalies.weight";

    private KernelWeights() {}

    private static String name(int member, String parameter) {
        return "energy." + member + "." + parameter;
    }

    public static void put(Map<String, HostTensor> tensors, int member, Map<String, HostTensor> weights) {
        for (String parameter : TRAINED) tensors.put(name(member, parameter), weights.get(parameter));
    }

    /**
     * Puts known anomalies beside the points.
     *
     * @param anomalies (n, dimensions)
     * @param weight of their energy, which is subtracted
     */
    public static void putAnomalies(Map<String, HostTensor> tensors, float[] anomalies, int dimensions, double weight) {
        tensors.put(ANOMALIES, HostTensor.of(anomalies, anomalies.length / dimensions, dimensions));
        tensors.put(ANOMALY_WEIGHT, HostTensor.of(new double[] {weight}, 1));
    }

    /** The members of a model's arrays. */
    public static List<VectorEnergy> energies(Map<String, HostTensor> tensors) {
        HostTensor points = tensors.get("points");
        int d = (int) points.shape()[1];
        float[] values = points.toFloats();
        HostTensor anomalies = tensors.get(ANOMALIES);
        List<VectorEnergy> energies = new ArrayList<>();
        for (int m = 0; tensors.containsKey(name(m, KernelEnergy.MAP)); m++) {
            VectorEnergy energy = new KernelScorer(
                    values,
                    tensors.get(name(m, KernelEnergy.MAP)).toFloats(),
                    d,
                    Math.exp(tensors.get(name(m, KernelEnergy.LOG_BANDWIDTH)).toFloats()[0]),
                    Math.exp(2 * tensors.get(name(m, KernelEnergy.LOG_SCALE)).toFloats()[0]));
            energies.add(
                    anomalies == null
                            ? energy
                            : energy.less(
                                    anomalies.toFloats(),
                                    tensors.get(ANOMALY_WEIGHT).toDoubles()[0]));
        }
        return energies;
    }
}

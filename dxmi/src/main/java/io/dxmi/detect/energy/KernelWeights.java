package io.dxmi.detect.energy;

import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.detect.known.LinearDiscriminant;
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
    private static final String DIRECTION = "anomalies.direction";
    private static final String OFFSET = "anomalies.offset";

    /** Of a member: ceiling and slope of the energy of known anomalies. */
    private static final String LIMITS = "anomalies";

    private KernelWeights() {}

    private static String name(int member, String parameter) {
        return "energy." + member + "." + parameter;
    }

    public static void put(Map<String, HostTensor> tensors, int member, Map<String, HostTensor> weights) {
        for (String parameter : TRAINED) tensors.put(name(member, parameter), weights.get(parameter));
    }

    /** Puts known anomalies beside the points of a member; all members share them and the discriminant. */
    public static void putAnomalies(Map<String, HostTensor> tensors, int member, KnownAnomalies known) {
        double[] direction = known.discriminant().direction();
        int d = direction.length;
        tensors.put(ANOMALIES, HostTensor.of(known.points(), known.points().length / d, d));
        tensors.put(ANOMALY_WEIGHT, HostTensor.of(new double[] {known.weight()}, 1));
        tensors.put(DIRECTION, HostTensor.of(direction, d));
        tensors.put(OFFSET, HostTensor.of(new double[] {known.discriminant().offset()}, 1));
        tensors.put(name(member, LIMITS), HostTensor.of(new double[] {known.ceiling(), known.slope()}, 2));
    }

    private static KnownAnomalies anomalies(Map<String, HostTensor> tensors, int member, int d) {
        float[] points = tensors.get(ANOMALIES).toFloats();
        double weight = tensors.get(ANOMALY_WEIGHT).toDoubles()[0];
        HostTensor limits = tensors.get(name(member, LIMITS));
        if (limits == null) return KnownAnomalies.nearestOnly(points, weight, d);
        double[] numbers = limits.toDoubles();
        LinearDiscriminant discriminant = new LinearDiscriminant(
                tensors.get(DIRECTION).toDoubles(), tensors.get(OFFSET).toDoubles()[0]);
        return new KnownAnomalies(points, weight, numbers[0], numbers[1], discriminant);
    }

    /** The members of a model's arrays. */
    public static List<VectorEnergy> energies(Map<String, HostTensor> tensors) {
        HostTensor points = tensors.get("points");
        int d = (int) points.shape()[1];
        float[] values = points.toFloats();
        List<VectorEnergy> energies = new ArrayList<>();
        for (int m = 0; tensors.containsKey(name(m, KernelEnergy.MAP)); m++) {
            VectorEnergy energy = new KernelScorer(
                    values,
                    tensors.get(name(m, KernelEnergy.MAP)).toFloats(),
                    d,
                    Math.exp(tensors.get(name(m, KernelEnergy.LOG_BANDWIDTH)).toFloats()[0]),
                    Math.exp(2 * tensors.get(name(m, KernelEnergy.LOG_SCALE)).toFloats()[0]));
            energies.add(tensors.containsKey(ANOMALIES) ? energy.less(anomalies(tensors, m, d)) : energy);
        }
        return energies;
    }
}

package io.dxmi.detect.energy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.joint.DataRows;
import io.dxmi.detect.joint.EnergyGame;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.joint.JointTraining;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.gcd.objective.LeaveOneOutContrast;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fits a kernel energy to vectors: the bandwidth from the data, then joint training with a sampler.
 *
 * @param kind what the vectors are
 */
public record KernelFit(JointSettings joint, Bandwidth.PointKind kind, long seed, Device device) {

    /** Remembered points while the map is trained; all of them come back for scoring. */
    private static final int TRAINED_POINTS = 1024;

    /** A few points in one cloud have no shape to learn; the map then follows the chance of its thin edge. */
    private static final double ONE_CLOUD_RATE = 0.1;

    /**
     * The trained weights of the energy, without its points.
     *
     * @param rows (n, dimensions), about unit scale, n at least 2
     */
    public Map<String, HostTensor> fit(float[] rows, int dimensions, Progress progress) {
        int n = rows.length / dimensions;
        float[] points = n <= TRAINED_POINTS ? rows : choose(rows, dimensions, TRAINED_POINTS, seed);
        int count = points.length / dimensions;
        Bandwidth bandwidth = Bandwidth.of(points, dimensions, kind, seed);
        KernelEnergy energy = new KernelEnergy(points, count, dimensions, bandwidth.value());
        double rate = joint.energyRate() * (bandwidth.oneCloud() ? ONE_CLOUD_RATE : 1);
        try (NDManager root = Torch.open(device)) {
            Weights weights = Weights.initial(root, Energy.NETWORK, energy.parameters(), seed);
            Adam adam = new Adam(rate, KernelEnergy.FIXED_RATES, 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY);
            try (Learner learner = new Learner(root, weights, adam)) {
                LeaveOneOutContrast loss =
                        new LeaveOneOutContrast(energy, Energy.NETWORK, joint.gamma(), joint.noise());
                new JointTraining(joint, seed, new DataRows(points, dimensions), true)
                        .train(root, new EnergyGame.Player(energy, learner, loss), progress);
                return learner.average().toHost();
            }
        }
    }

    /** Some of the rows, without replacement, in their order. */
    public static float[] choose(float[] rows, int dimensions, int count, long seed) {
        int[] numbers = Arrays.copyOf(shuffled(rows.length / dimensions, seed), count);
        Arrays.sort(numbers);
        float[] out = new float[count * dimensions];
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, numbers[i] * dimensions, out, i * dimensions, dimensions);
        }
        return out;
    }

    /** A random order of 0 .. n-1. */
    public static int[] shuffled(int n, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, "order"));
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}

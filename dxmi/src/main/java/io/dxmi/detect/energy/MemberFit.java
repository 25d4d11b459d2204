package io.dxmi.detect.energy;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** Trains one energy of an ensemble. */
public interface MemberFit {

    /**
     * A trained energy.
     *
     * @param energy for scoring new vectors
     * @param heldOut energies of the held-out vectors, as of new ones
     */
    record Member(VectorEnergy energy, double[] heldOut) {

        /**
         * The same less the energy of known anomalies.
         *
         * @param rows the held-out vectors, which the energy remembers
         */
        public Member less(float[] anomalies, double weight, float[] rows) {
            VectorEnergy difference = energy.less(anomalies, weight);
            return new Member(difference, difference.leavingOwnOut(rows));
        }
    }

    /**
     * Trains on all points but the held-out ones.
     *
     * @param points (n, dimensions)
     * @param heldOut numbers of points that must not be trained on
     * @param number of the member, from 0
     * @param tensors gets what the model's file needs
     */
    Member fit(
            float[] points,
            int dimensions,
            int[] heldOut,
            int number,
            Map<String, HostTensor> tensors,
            Progress progress);

    /** Some of the points (n, d), in the given order. */
    static float[] select(float[] points, int d, int[] numbers) {
        float[] rows = new float[numbers.length * d];
        for (int i = 0; i < numbers.length; i++) System.arraycopy(points, numbers[i] * d, rows, i * d, d);
        return rows;
    }

    /** The points that are not held out, in order. */
    static float[] training(float[] points, int d, int[] heldOut) {
        boolean[] out = new boolean[points.length / d];
        for (int i : heldOut) out[i] = true;
        float[] rows = new float[points.length - heldOut.length * d];
        int at = 0;
        for (int i = 0; i < out.length; i++) {
            if (out[i]) continue;
            System.arraycopy(points, i * d, rows, at, d);
            at += d;
        }
        return rows;
    }
}

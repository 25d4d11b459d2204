package io.dxmi.detect.energy;

import io.dxmi.detect.known.KnownAnomalies;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;
import java.util.stream.IntStream;

/** Trains one energy of an ensemble. */
public interface MemberFit {

    /** Normal points that the parameters of known anomalies are taken from: more change them little. */
    int MOST_NORMAL = 2_048;

    /** Of these, points that are scored without themselves, which takes longer. */
    int MOST_LEFT_OUT = 512;

    /**
     * A trained energy.
     *
     * @param energy for scoring new vectors
     * @param heldOut energies of the held-out vectors, as of new ones
     */
    record Member(VectorEnergy energy, double[] heldOut) {

        /**
         * What known anomalies say beside this energy.
         *
         * @param anomalies (n, dimensions)
         * @param weight of their energy
         * @param points that the energy remembers, without the held-out ones; of few rows, further ones that the threshold is
         *     taken from are among them, (m, dimensions)
         */
        public KnownAnomalies known(float[] anomalies, double weight, float[] points) {
            int d = energy.dimensions();
            float[] normal = spread(points, d, MOST_NORMAL);
            return KnownAnomalies.of(
                    anomalies,
                    weight,
                    energy.remembering(anomalies).of(normal),
                    energy.leavingOwnOut(spread(points, d, MOST_LEFT_OUT)),
                    normal,
                    d);
        }

        /**
         * The same less the energy of known anomalies.
         *
         * @param rows the held-out vectors, which the energy remembers
         */
        public Member less(KnownAnomalies known, float[] rows) {
            VectorEnergy difference = energy.less(known);
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

    /** At most so many of the points (n, d), at equal distances in their order. */
    private static float[] spread(float[] points, int d, int most) {
        int n = points.length / d;
        int count = Math.min(n, most);
        return select(
                points,
                d,
                IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray());
    }

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

package io.dxmi.detect.baseline;

import io.dxmi.detect.energy.MemberFit;
import io.dxmi.detect.energy.VectorEnergy;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;

/**
 * The mean Euclidean distance to the nearest remembered points (Ramaswamy et al., 2000; with one neighbour on the places of
 * images it is the pixel score of PatchCore, Roth et al., 2022, without the reweighting of the image's score).
 */
public final class NeighbourDistance implements VectorEnergy {

    /** Neighbours of the baseline of tables and vectors. */
    public static final int FIVE = 5;

    private static final String POINTS = "points";

    private final int count;
    private final int dimensions;
    private final int nearest;
    private final float[] columns; // (dimensions, count)

    /**
     * Remembers points.
     *
     * @param points (n, dimensions)
     * @param nearest neighbours that the mean is over; fewer if there are fewer points
     */
    public NeighbourDistance(float[] points, int dimensions, int nearest) {
        this.dimensions = dimensions;
        count = points.length / dimensions;
        this.nearest = nearest;
        columns = new float[points.length];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < dimensions; k++) columns[k * count + i] = points[i * dimensions + k];
        }
    }

    /** From a model's arrays. */
    public static NeighbourDistance read(Map<String, HostTensor> tensors, int nearest) {
        HostTensor points = tensors.get(POINTS);
        return new NeighbourDistance(points.toFloats(), (int) points.shape()[1], nearest);
    }

    /** Remembers all points; the held-out ones are scored against all others. */
    public record Member(int nearest) implements MemberFit {
        @Override
        public MemberFit.Member fit(
                float[] points, int d, int[] heldOut, int number, Map<String, HostTensor> tensors, Progress progress) {
            tensors.put(POINTS, HostTensor.of(points, points.length / d, d));
            NeighbourDistance distance = new NeighbourDistance(points, d, nearest);
            return new MemberFit.Member(distance, distance.leavingOwnOut(MemberFit.select(points, d, heldOut)));
        }
    }

    @Override
    public VectorEnergy remembering(float[] points) {
        return new NeighbourDistance(points, dimensions, nearest);
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public double[] of(float[] rows) {
        return scores(rows, false);
    }

    @Override
    public double[] leavingOwnOut(float[] rows) {
        return scores(rows, true);
    }

    @Override
    public boolean remembers(float[] row) {
        return squares(row, 0, 1)[0] == 0;
    }

    private double[] scores(float[] rows, boolean leaveOwnOut) {
        double[] scores = new double[rows.length / dimensions];
        for (int i = 0; i < scores.length; i++) scores[i] = score(rows, i, leaveOwnOut);
        return scores;
    }

    private double score(float[] rows, int row, boolean leaveOwnOut) {
        float[] squares = squares(rows, row, nearest + 1);
        int from = leaveOwnOut && squares[0] == 0 && count > 1 ? 1 : 0;
        int to = Math.min(count, from + nearest);
        double sum = 0;
        for (int i = from; i < to; i++) sum += Math.sqrt(squares[i]);
        return sum / (to - from);
    }

    /** The smallest squared distances of a row, ascending; infinite beyond the number of points. */
    private float[] squares(float[] rows, int row, int most) {
        float[] all = new float[count];
        for (int k = 0; k < dimensions; k++) addSquares(all, columns, k * count, rows[row * dimensions + k]);
        float[] least = new float[most];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        for (float square : all) {
            int at = most;
            while (at > 0 && square < least[at - 1]) at--;
            if (at == most) continue;
            System.arraycopy(least, at, least, at + 1, most - 1 - at);
            least[at] = square;
        }
        return least;
    }

    private static void addSquares(float[] squares, float[] columns, int offset, float x) {
        for (int i = 0; i < squares.length; i++) {
            float difference = columns[offset + i] - x;
            squares[i] += difference * difference;
        }
    }
}

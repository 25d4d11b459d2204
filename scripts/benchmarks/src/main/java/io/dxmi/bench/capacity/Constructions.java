package io.dxmi.bench.capacity;

import io.dxmi.bench.capacity.ReluNetwork.Layer;
import java.util.Arrays;
import java.util.List;

/**
 * Networks that solve a {@link Relabelling} exactly in exact arithmetic. Constructions of our own in the orders of arXiv
 * 2408.00359: Theta(N) units for two layers, Theta(sqrt N) for three, whatever K is.
 */
final class Constructions {

    private Constructions() {}

    /** Two layers, 3 N units: a hat {@code b / h [relu(t - t_i + h) - 2 relu(t - t_i) + relu(t - t_i - h)]} a changed sample. */
    static ReluNetwork twoLayers(Relabelling task) {
        int m = 3 * task.changed().length;
        double[] shifts = new double[m];
        double[] output = new double[m];
        int unit = 0;
        for (int i : task.changed()) {
            double h = task.gaps()[i] / 2;
            for (int k = -1; k <= 1; k++) {
                shifts[unit] = -(task.projections()[i] + k * h);
                output[unit++] = (k == 0 ? -2 : 1) * task.labels()[i] / h;
            }
        }
        return new ReluNetwork(List.of(new Layer(projecting(task, m), shifts), last(output)));
    }

    /**
     * Three layers, {@code 2 p - 1 + 4 q} units with {@code p q >= N}: p groups of changed samples along the line share q hats. The
     * first layer has two kinks in a gap without samples after each group, so that the input of every unit of the second layer
     * is an affine function of t of its own in each group: place, width, height and sign of a hat are free there.
     */
    static ReluNetwork threeLayers(Relabelling task) {
        Groups groups = Groups.of(task);
        int p = groups.count();
        int first = 2 * p - 1;
        double[] kinks = new double[first];
        kinks[0] = task.firstProjection() - 1;
        for (int g = 0; g + 1 < p; g++) {
            kinks[1 + 2 * g] = groups.end(g);
            kinks[2 + 2 * g] = groups.nextStart(g);
        }
        double[] shifts = Arrays.stream(kinks).map(v -> -v).toArray();
        int second = 4 * groups.size();
        double[][] weights = new double[first][second];
        double[] constants = new double[second];
        for (int unit = 0; unit < second; unit++) groups.connect(unit, kinks, weights, constants);
        double[] output = new double[second];
        Arrays.setAll(output, unit -> unit % 2 == 0 ? 1 : -1);
        return new ReluNetwork(
                List.of(new Layer(projecting(task, first), shifts), new Layer(weights, constants), last(output)));
    }

    /** Every unit of the first layer sees the projection. */
    private static double[][] projecting(Relabelling task, int units) {
        double[][] weights = new double[task.direction().length][units];
        for (int i = 0; i < weights.length; i++) Arrays.fill(weights[i], task.direction()[i]);
        return weights;
    }

    private static Layer last(double[] output) {
        return new Layer(Arrays.stream(output).mapToObj(v -> new double[] {v}).toArray(double[][]::new), new double[1]);
    }

    /**
     * The changed samples in groups along the line.
     *
     * @param count p
     * @param size q, samples of a group; the last may have fewer
     */
    private record Groups(Relabelling task, int count, int size) {

        static Groups of(Relabelling task) {
            int n = task.changed().length;
            int wanted = (int) Math.max(1, Math.round(Math.sqrt(2.0 * n)));
            int size = (n + wanted - 1) / wanted;
            return new Groups(task, (n + size - 1) / size, size);
        }

        private double halfWidth(int sample) {
            return task.gaps()[sample] / 2.5;
        }

        private int lastOf(int group) {
            return task.changed()[(group + 1) * size - 1];
        }

        /** Where the hats of a group have ended. No sample lies between here and the next start. */
        double end(int group) {
            return between(lastOf(group), 0.05);
        }

        double nextStart(int group) {
            return between(lastOf(group), 0.95);
        }

        /** A place between the end of a changed sample's hat and its right neighbour, or the start of the neighbour's hat. */
        private double between(int sample, double share) {
            double from = task.projections()[sample] + halfWidth(sample);
            double to = Double.POSITIVE_INFINITY;
            for (int i = 0; i < task.projections().length; i++) {
                double start = task.projections()[i] - (task.labels()[i] == 0 ? 0 : halfWidth(i));
                if (task.projections()[i] > task.projections()[sample]) to = Math.min(to, start);
            }
            return from + share * (to - from);
        }

        /** Slope and constant of the input of a unit of the second layer within a group. */
        private double[] affine(int group, int unit) {
            int place = group * size + unit / 4;
            double[] off = {0, -1};
            if (place >= Math.min(task.changed().length, (group + 1) * size)) return off;
            int sample = task.changed()[place];
            double label = task.labels()[sample];
            int kink = unit % 4 - (label >= 0 ? 0 : 1); // positive labels use units 0 to 2, negative ones 1 to 3
            if (kink < 0 || kink > 2) return off;
            double h = halfWidth(sample);
            double slope = (kink == 1 ? 2 : 1) * Math.abs(label) / h;
            return new double[] {slope, -slope * (task.projections()[sample] + (kink - 1) * h)};
        }

        /** Writes the weights of one unit of the second layer: the changes of its slope at the kinks. */
        void connect(int unit, double[] kinks, double[][] weights, double[] constants) {
            double[] here = affine(0, unit);
            weights[0][unit] = here[0];
            constants[unit] = here[1] + here[0] * kinks[0];
            for (int g = 0; g + 1 < count; g++) {
                double[] next = affine(g + 1, unit);
                double from = kinks[1 + 2 * g];
                double to = kinks[2 + 2 * g];
                double slope = (next[0] * to + next[1] - here[0] * from - here[1]) / (to - from);
                weights[1 + 2 * g][unit] = slope - here[0];
                weights[2 + 2 * g][unit] = next[0] - slope;
                here = next;
            }
        }
    }
}

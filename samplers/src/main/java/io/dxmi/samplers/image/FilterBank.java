package io.dxmi.samplers.image;

/**
 * For each output pixel along one axis, the first input pixel that it takes from and the weights of that one and those
 * behind it. The kernel is stretched when the picture shrinks, so nothing aliases.
 */
record FilterBank(int[] first, double[][] weights) {

    static FilterBank of(int in, int out, Filter filter) {
        double scale = (double) in / out;
        double stretch = Math.max(1, scale);
        double support = filter.support * stretch;
        int[] first = new int[out];
        double[][] weights = new double[out][];
        for (int i = 0; i < out; i++) {
            double centre = (i + 0.5) * scale;
            // As Pillow rounds: a cast towards zero, then clipped.
            first[i] = Math.max(0, (int) (centre - support + 0.5));
            int last = Math.min(in, (int) (centre + support + 0.5));
            double[] w = new double[last - first[i]];
            double sum = 0;
            for (int k = 0; k < w.length; k++) {
                w[k] = filter.at((k + first[i] - centre + 0.5) * (1 / stretch));
                sum += w[k];
            }
            for (int k = 0; k < w.length && sum != 0; k++) w[k] /= sum;
            weights[i] = w;
        }
        return new FilterBank(first, weights);
    }

    /** The weights in units of 2^-bits, rounded away from zero at halves. */
    int[][] fixed(int bits) {
        int[][] fixed = new int[weights.length][];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = new int[weights[i].length];
            for (int k = 0; k < fixed[i].length; k++) {
                double scaled = weights[i][k] * (1 << bits);
                fixed[i][k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
            }
        }
        return fixed;
    }
}

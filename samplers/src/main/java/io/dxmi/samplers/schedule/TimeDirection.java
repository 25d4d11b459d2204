package io.dxmi.samplers.schedule;

/** The one place where "noise first" becomes "data first" and back, as the literature on DDPM counts. */
public final class TimeDirection {

    private TimeDirection() {}

    /** Index that step t of T has when counted from the other end. */
    public static int flip(int t, int steps) {
        if (t < 0 || t >= steps) throw new IllegalArgumentException("t must lie in [0, " + steps + "), got " + t);
        return steps - 1 - t;
    }

    /** A copy in the other order. */
    public static double[] flip(double[] values) {
        double[] out = new double[values.length];
        for (int t = 0; t < out.length; t++) out[t] = values[flip(t, values.length)];
        return out;
    }
}

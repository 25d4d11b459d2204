package io.dxmi.samplers.schedule;

public record StepCoefficients(double[] state, double[] network, double[] std, double[] time, double[] beta) {
    public int steps() {
        return state.length;
    }

    public StepCoefficients withLastStd(double last) {
        double[] s = std.clone();
        s[s.length - 1] = last;
        return new StepCoefficients(state, network, s, time, beta);
    }

    public static StepCoefficients geometric(int T, double hi, double lo) {
        double[] ab = new double[T + 1];
        for (int t = 0; t < T; t++) {
            double s = hi * Math.pow(lo / hi, t / (T - 1.0));
            ab[t] = 1 / (1 + s * s);
        }
        ab[T] = 1;
        double[] st = new double[T], ne = new double[T], sd = new double[T], ti = new double[T], be = new double[T];
        for (int t = 0; t < T; t++) {
            double g = ab[t], a = ab[t + 1];
            sd[t] = Math.sqrt((1 - a) / (1 - g) * (1 - g / a));
            st[t] = Math.sqrt(g / a) * (1 - a) / (1 - g);
            ne[t] = Math.sqrt(a) * (1 - g / a) / (1 - g);
            ti[t] = t;
            be[t] = 1 - g / a;
        }
        return new StepCoefficients(st, ne, sd, ti, be);
    }
}

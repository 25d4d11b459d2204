package io.dxmi.samplers.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Two arms, each the other turned by half a turn, as in FFJORD: with the angle {@code a = 3 pi sqrt(u)}, an arm is
 * {@code (-a cos a + v, a sin a + w) / 3}, v and w uniform on [0, 0.5], under Gaussian noise of sd 0.1.
 *
 * <p>The density is an integral along the arms by quadrature, to 1e-9 nats where it exceeds exp(-15), and to a
 * thousandth of the log-density farther out. The noise around a point of an arm (Gaussian plus uniform) is known in closed
 * form.
 */
final class TwoSpirals implements Distribution2d {

    private static final double LAST_ANGLE = 3 * Math.PI;
    private static final double SCALE = 1 / 3.0;
    private static final double BOX = 0.5 * SCALE;
    private static final double SD = 0.1;
    private static final int PANELS = 160;
    private static final double NEGLIGIBLE = 42; // a thousand terms of exp(-42) are below rounding

    private final double[] x; // of the first arm at the nodes
    private final double[] y;
    private final double[] logWeight;

    TwoSpirals() {
        this(PANELS);
    }

    /** @param panels of the quadrature, along an arm */
    TwoSpirals(int panels) {
        GaussLegendre rule = GaussLegendre.on(0, LAST_ANGLE, panels);
        int n = rule.nodes().length;
        x = new double[n];
        y = new double[n];
        logWeight = new double[n];
        for (int k = 0; k < n; k++) {
            double angle = rule.nodes()[k];
            x[k] = -angle * Math.cos(angle) * SCALE;
            y[k] = angle * Math.sin(angle) * SCALE;
            logWeight[k] = Math.log(rule.weights()[k] * angle / (LAST_ANGLE * LAST_ANGLE)); // half of 2a / (3 pi)^2
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            double angle = LAST_ANGLE * Math.sqrt(random.nextDouble());
            int arm = random.nextBoolean() ? 1 : -1;
            double alongX = -angle * Math.cos(angle) * SCALE + BOX * random.nextDouble();
            double alongY = angle * Math.sin(angle) * SCALE + BOX * random.nextDouble();
            out[i] = (float) (arm * alongX + SD * random.nextGaussian());
            out[i + 1] = (float) (arm * alongY + SD * random.nextGaussian());
        }
    }

    @Override
    public double logDensity(double atX, double atY) {
        double[] bounds = new double[2 * x.length];
        int best = 0;
        for (int k = 0; k < bounds.length; k++) {
            bounds[k] = logWeight[k % x.length] + bound(dx(k, atX)) + bound(dy(k, atY));
            if (bounds[k] > bounds[best]) best = k;
        }
        double max = term(best, atX, atY); // so large already that most of the others need not be computed
        double sum = 1; // of the terms' exponentials, divided by exp(max)
        for (int k = 0; k < bounds.length; k++) {
            if (k == best || bounds[k] < max - NEGLIGIBLE) continue;
            double term = term(k, atX, atY);
            if (term > max) {
                sum *= Math.exp(max - term);
                max = term;
            }
            sum += Math.exp(term - max);
        }
        return max + Math.log(sum);
    }

    @Override
    public double[] densities(double[] atX, double[] atY) {
        double[] out = new double[atX.length * atY.length];
        for (int k = 0; k < 2 * x.length; k++) {
            int node = k;
            double[] alongX = Arrays.stream(atX)
                    .map(at -> Math.exp(logNoise(dx(node, at))))
                    .toArray();
            double[] alongY = Arrays.stream(atY)
                    .map(at -> Math.exp(logNoise(dy(node, at))))
                    .toArray();
            GaussianMixture.addProduct(out, Math.exp(logWeight[k % x.length]), alongX, alongY);
        }
        return out;
    }

    /** Log of node k's part of the density; the second half of the nodes lies on the second arm. */
    private double term(int k, double atX, double atY) {
        return logWeight[k % x.length] + logNoise(dx(k, atX)) + logNoise(dy(k, atY));
    }

    private double dx(int k, double atX) {
        return k < x.length ? atX - x[k] : -atX - x[k - x.length];
    }

    private double dy(int k, double atY) {
        return k < y.length ? atY - y[k] : -atY - y[k - y.length];
    }

    /** Upper bound of {@link #logNoise}: the Gaussian at the nearest point of the box. */
    private static double bound(double d) {
        double gap = d < 0 ? -d : Math.max(d - BOX, 0);
        return -gap * gap / (2 * SD * SD) + 1.4; // the Gaussian's peak is log 3.99
    }

    /** Log-density of SD·gaussian + BOX·uniform at d. */
    private static double logNoise(double d) {
        return NormalInterval.logProbability((d - BOX) / SD, d / SD) - Math.log(BOX);
    }
}

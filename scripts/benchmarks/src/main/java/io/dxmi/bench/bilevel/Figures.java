package io.dxmi.bench.bilevel;

import io.dxmi.bench.MeasuredPage;
import java.util.Arrays;
import java.util.Locale;

/** Arithmetic of the tables. */
final class Figures {

    private Figures() {}

    static String listed(double[] values) {
        return String.join(
                ", ",
                Arrays.stream(values)
                        .mapToObj(v -> String.format(Locale.ROOT, "%.3f", v))
                        .toList());
    }

    static double square(double[] v) {
        return Arrays.stream(v).map(c -> c * c).sum();
    }

    static double relative(double[] estimate, double[] exact) {
        double[] difference = estimate.clone();
        for (int i = 0; i < difference.length; i++) difference[i] -= exact[i];
        return Math.sqrt(square(difference) / square(exact));
    }

    /** Of log b against log a by least squares. */
    static double slope(double[] a, double[] b) {
        double[] x = Arrays.stream(a).map(Math::log).toArray();
        double[] y = Arrays.stream(b).map(Math::log).toArray();
        double meanX = MeasuredPage.mean(x);
        double meanY = MeasuredPage.mean(y);
        double product = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            product += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        return product / square;
    }
}

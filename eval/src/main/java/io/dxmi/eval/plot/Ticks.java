package io.dxmi.eval.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Ticks {

    private Ticks() {}

    /** The multiples of 1, 2 or 5 times a power of ten in [low, high], at most {@code most} (2 or more) of them. */
    static double[] between(double low, double high, int most) {
        double least = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = 10 * power;
        for (double factor : new double[] {5, 2, 1}) {
            if (factor * power >= least) step = factor * power;
        }
        List<Double> ticks = new ArrayList<>();
        // By index, since sums drift.
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step && ticks.size() < most; i++) {
            ticks.add(i * step);
        }
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Four significant digits, in plain notation between 0.001 and a million and as {@code 1.5e-7} outside. */
    static String label(double value) {
        if (value == 0 || !Double.isFinite(value)) return value == 0 ? "0" : Double.toString(value);
        BigDecimal rounded = new BigDecimal(value)
                .round(new MathContext(4, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 0.000999 && size < 1e6) return rounded.toPlainString();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return String.format(
                Locale.ROOT, "%se%d", rounded.scaleByPowerOfTen(-exponent).toPlainString(), exponent);
    }
}

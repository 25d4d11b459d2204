package io.dxmi.eval.quality;

/** A positive definite kernel that depends on inner products only. */
public interface Kernel {

    /** {@code k(x, y)} from {@code x·y}, {@code |x|²} and {@code |y|²}. */
    double of(double product, double squareX, double squareY);

    /** {@code (x·y / d + 1)³}, the kernel of KID (Bińkowski et al. 2018). */
    static Kernel cubic(int d) {
        return (product, squareX, squareY) -> {
            double base = product / d + 1;
            return base * base * base;
        };
    }

    /** {@code exp(-|x - y|² / (2 sigma²))}. */
    static Kernel gaussian(double sigma) {
        if (!(sigma > 0)) throw new IllegalArgumentException("sigma must be positive, got " + sigma);
        double factor = -0.5 / (sigma * sigma);
        return (product, squareX, squareY) -> Math.exp(factor * Math.max(0, squareX + squareY - 2 * product));
    }
}

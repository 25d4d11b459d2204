package io.dxmi.gcd.bilevel;

/**
 * The sequence {@code first (1 + k / delay)^exponent}, k = 0, 1, ...
 *
 * @param delay iterations for which the sequence hardly changes, above 0
 */
public record Power(double first, double exponent, double delay) {

    public double at(int k) {
        return first * Math.pow(1 + k / delay, exponent);
    }
}

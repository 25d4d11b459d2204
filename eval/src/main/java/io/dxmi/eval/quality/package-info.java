/**
 * How good samples are, as pure functions of arrays: points are {@code (n, d)}, one row each, finite; distances are
 * roots, not squares, unless a name says otherwise. Randomness is an explicit seed; nothing here knows the engine.
 */
package io.dxmi.eval.quality;

/**
 * PNG pictures from plain arrays, drawn without a screen. Points are (N, 2); t counts from noise (0) to data (T); colours stay apart for colour-blind
 * readers; every file appears whole or not at all. The caller's mistakes are {@link java.lang.IllegalArgumentException}s.
 */
package io.dxmi.eval.plot;

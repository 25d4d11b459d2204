/**
 * Anomaly detectors: fitted on normal data alone, kept in a folder, and used to score new samples. Scores are energies in
 * units of their own, high where a sample is unlikely; features are float32, and a label of 0 means normal.
 *
 * <p>This package is the facade. Behind it lie packages that depend on each other in one direction: {@code data} and {@code
 * joint} at the bottom, then {@code feature} and {@code energy}, {@code model}, {@code fit} and {@code report}, {@code window}, and {@code series} on top.
 */
package io.dxmi.detect;

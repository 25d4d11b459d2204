/**
 * Anomaly detectors: fitted on normal data alone, kept in a folder, and used to score new samples. Scores are energies in
 * units of their own, high where a sample is unlikely; features are float32, and a label of 0 means normal.
 */
package io.dxmi.detect;

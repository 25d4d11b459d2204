package io.dxmi.detect.model;

/**
 * A detector's judgement of one sample.
 *
 * @param score its energy, high where normal samples do not lie
 * @param pValue share of normal samples that score at least as high, in (0, 1]
 * @param anomalous whether the score is above the model's threshold
 * @param map energies by pixel (H, W) of the image, or null where a sample has no places
 */
public record AnomalyResult(double score, double pValue, boolean anomalous, float[][] map) {}

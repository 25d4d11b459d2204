package io.dxmi.detect.report;

import io.dxmi.detect.model.PerCategory;
import java.nio.file.Path;

/**
 * What was scored.
 *
 * @param scored counts of one model, or of the models of several categories
 * @param file the scores, one row for each sample
 */
public record ScoreReport(PerCategory<Scored> scored, Path file) {

    /**
     * The samples of one model.
     *
     * @param anomalies how many were flagged
     * @param known how many equal a row of the fit and were scored against all others
     * @param threshold scores above are flagged
     */
    public record Scored(int samples, int anomalies, int known, double threshold) {}
}

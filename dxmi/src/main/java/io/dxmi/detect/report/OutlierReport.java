package io.dxmi.detect.report;

import io.dxmi.detect.model.ModelRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was ranked.
 *
 * @param about the columns of a table and what became of them
 * @param samples number of all
 * @param flagged number of those that are taken for outliers
 * @param threshold scores above are flagged
 * @param oddest the first few, with the columns that made them odd
 * @param file all samples, the oddest first
 */
public record OutlierReport(
        ModelRecord about,
        int samples,
        int flagged,
        double threshold,
        Map<String, Map<String, Double>> oddest,
        Path file) {

    /** Names of the columns that were compared; empty if the samples are no rows of a table. */
    public List<String> features() {
        return about.columns();
    }
}

package io.dxmi.detect.report;

import io.dxmi.eval.reference.Measured;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well a model, or the models of several categories, tell anomalies from normal samples.
 *
 * @param all over all samples of one model; empty for the models of several categories
 * @param means of the categories' metrics, if there are several categories
 * @param categories in order; empty if there is one
 * @param page with curves and cases, if one was written
 */
public record EvaluationReport(
        Optional<Labelled> all, List<Measured> means, Map<String, EvaluationReport> categories, Optional<Path> page) {

    /**
     * Labelled samples of one model.
     *
     * @param normal number of normal samples
     * @param anomalies number of anomalies
     * @param unlabelled number of samples beside them that have no label and are left out
     * @param intervals 95 % intervals by the name of their metric, from the bootstrap
     */
    public record Labelled(
            int normal, int anomalies, int unlabelled, List<Measured> metrics, Map<String, Interval> intervals) {

        Labelled leftOut(int count) {
            return new Labelled(normal, anomalies, count, metrics, intervals);
        }
    }

    /** Both ends of an interval. */
    public record Interval(double low, double high) {}

    /** The metrics: over all samples of one model, or the means of the categories. */
    public List<Measured> metrics() {
        return all.map(Labelled::metrics).orElse(means);
    }

    /** Of samples of one category. */
    static EvaluationReport of(Labelled samples, Optional<Path> page) {
        return new EvaluationReport(Optional.of(samples), List.of(), Map.of(), page);
    }
}

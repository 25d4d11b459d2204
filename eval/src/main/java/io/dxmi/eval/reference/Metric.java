package io.dxmi.eval.reference;

import io.dxmi.samplers.UserError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Metric {
    FID("fid", "frechet"),
    SFID("sfid", "frechet_spatial"),
    KID("kid", "kid"),
    PRECISION_RECALL("pr", "precision|recall"),
    DENSITY_COVERAGE("dc", "density|coverage"),
    INCEPTION_SCORE("is", "inception_score"),
    SLICED_WASSERSTEIN("sw", "sliced_wasserstein"),
    EXACT_WASSERSTEIN("w", "exact_wasserstein");

    private final String label;
    private final String written;

    /** A metric, and the names of its numbers in a result as a regular expression. */
    Metric(String label, String written) {
        this.label = label;
        this.written = written;
    }

    /** The short name of the command line. */
    public String label() {
        return label;
    }

    /** All of a list such as {@code fid,kid}, by short name or as a result names them; a {@link UserError} lists the short ones. */
    public static Set<Metric> of(String list) {
        Set<Metric> metrics = EnumSet.noneOf(Metric.class);
        for (String label : list.split(",", -1)) {
            metrics.add(Arrays.stream(values())
                    .filter(m -> m.label.equals(label.strip()) || label.strip().matches(m.written))
                    .findFirst()
                    .orElseThrow(() -> new UserError("unknown metric '" + label + "', expected some of "
                            + Arrays.stream(values()).map(Metric::label).collect(Collectors.joining(",")))));
        }
        return metrics;
    }
}

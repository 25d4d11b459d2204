package io.dxmi.eval.compare;

import io.dxmi.samplers.run.UserError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured. */
public enum Metric {
    FID("fid"),
    SFID("sfid"),
    KID("kid"),
    PRECISION_RECALL("pr"),
    DENSITY_COVERAGE("dc"),
    INCEPTION_SCORE("is"),
    SLICED_WASSERSTEIN("sw"),
    EXACT_WASSERSTEIN("w");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /** The short name of the command line. */
    public String label() {
        return label;
    }

    /** All of a list such as {@code fid,kid}; a {@link UserError} lists the known ones. */
    public static Set<Metric> of(String list) {
        Set<Metric> metrics = EnumSet.noneOf(Metric.class);
        for (String label : list.split(",", -1)) {
            metrics.add(Arrays.stream(values())
                    .filter(m -> m.label.equals(label.strip()))
                    .findFirst()
                    .orElseThrow(() -> new UserError("unknown metric '" + label + "', expected some of "
                            + Arrays.stream(values()).map(Metric::label).collect(Collectors.joining(",")))));
        }
        return metrics;
    }
}

package io.dxmi.samplers.engine.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one update measured.
 *
 * @param gradNorm norm of the gradient over all trained parameters, before clipping
 * @param logged the loss's own scalars, by name
 */
public record Stats(double loss, double gradNorm, Map<String, Double> logged) {

    /** Of a step that had no rows in this worker: it counts in no mean and in no log row. */
    static final Stats NONE = new Stats(0, 0, Map.of());

    /** Scalars of a program: {@code names} from {@code scalars[from]} on. */
    static Stats of(double loss, double gradNorm, List<String> names, float[] scalars, int from) {
        Map<String, Double> logged = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) logged.put(names.get(i), (double) scalars[from + i]);
        return new Stats(loss, gradNorm, logged);
    }

    boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(gradNorm);
    }

    /** These, if loss and norm are finite. @throws Diverged otherwise */
    Stats orDiverged(String network) {
        if (!isFinite()) throw new Diverged(network, this);
        return this;
    }

    /** Element by element, over those that had rows. */
    public static Stats mean(List<Stats> each) {
        List<Stats> all = each.stream().filter(stats -> !stats.isNone()).toList();
        if (all.isEmpty()) return NONE;
        double loss = 0;
        double norm = 0;
        Map<String, Double> logged = new LinkedHashMap<>();
        for (Stats s : all) {
            loss += s.loss / all.size();
            norm += s.gradNorm / all.size();
            s.logged.forEach((key, value) -> logged.merge(key, value / all.size(), Double::sum));
        }
        return new Stats(loss, norm, logged);
    }

    /** Whether this worker had no rows. */
    @SuppressWarnings("ReferenceEquality") // zeros that were measured are not it
    private boolean isNone() {
        return this == NONE;
    }

    /** Loss and scalars times a number. */
    Stats times(int number) {
        if (isNone()) return this;
        Map<String, Double> scaled = new LinkedHashMap<>();
        logged.forEach((name, value) -> scaled.put(name, value * number));
        return new Stats(loss * number, gradNorm, scaled);
    }

    /** All scalars under a prefix, for a log row. */
    public void addTo(Map<String, Double> row, String prefix) {
        if (isNone()) return;
        row.put(prefix + "/loss", loss);
        row.put(prefix + "/grad_norm", gradNorm);
        logged.forEach((key, value) -> row.put(prefix + "/" + key, value));
    }
}

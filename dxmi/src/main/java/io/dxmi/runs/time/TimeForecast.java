package io.dxmi.runs.time;

import java.util.Locale;

/**
 * How long a training will take, from the times of single iterations. The measurement of its end is left out.
 *
 * @param pretraining of all iterations of the pre-training, s
 * @param training of all iterations of the joint training, with the samples of its measurements, s
 * @param how how this was found, for people
 */
public record TimeForecast(double pretraining, double training, String how) {

    /**
     * Times of single iterations.
     *
     * @param pretraining one of the pre-training, s
     * @param resting one of the joint training that leaves the sampler as it is, s
     * @param moving one of the others, s
     * @param measurement the samples of one measurement, s
     */
    record Steps(double pretraining, double resting, double moving, double measurement) {}

    /**
     * The whole from its iterations.
     *
     * @param slower factor of processes that share the cores of a machine; 1 for one process
     */
    static TimeForecast of(IterationsLeft left, Steps steps, double slower, String how) {
        return new TimeForecast(
                slower * left.pretraining() * steps.pretraining(),
                slower * (left.resting() * steps.resting() + left.moving() * steps.moving())
                        + left.measurements() * steps.measurement(),
                how);
    }

    /** Seconds of all. */
    public double total() {
        return pretraining + training;
    }

    /** For people. */
    public String line() {
        if (total() == 0) return "time: " + how;
        String parts = pretraining == 0
                ? said(training) + " of joint training"
                : training == 0
                        ? said(pretraining) + " of pre-training"
                        : said(total()) + " (pre-training " + said(pretraining) + ", joint training " + said(training)
                                + ")";
        return "time: about " + parts + ", without the final measurement; " + how;
    }

    private static String said(double seconds) {
        if (seconds < 100) return Math.max(1, Math.round(seconds)) + " s";
        double minutes = seconds / 60;
        if (minutes < 100) return String.format(Locale.ROOT, minutes < 10 ? "%.1f min" : "%.0f min", minutes);
        double hours = minutes / 60;
        return hours < 100
                ? String.format(Locale.ROOT, "%.1f h", hours)
                : String.format(Locale.ROOT, "%.0f days", hours / 24);
    }
}

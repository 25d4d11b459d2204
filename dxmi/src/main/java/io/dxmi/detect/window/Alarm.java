package io.dxmi.detect.window;

import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.window.SeriesTable.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of a series that is flagged; flagged rows less than half a window apart belong together.
 *
 * @param series its group, empty if there is one series
 * @param from first row
 * @param to last row
 * @param peak row of the highest score
 * @param score of that row
 * @param pValue of that row
 */
public record Alarm(String series, int from, int to, int peak, double score, double pValue) {

    public int rows() {
        return to - from + 1;
    }

    /** Of all rows, the highest peak first. */
    public static List<Alarm> of(SeriesTable table, double[] scores, Calibration calibration, int window) {
        List<Alarm> all = new ArrayList<>();
        for (Part part : table.parts()) {
            int from = -1;
            int to = -1;
            for (int row = part.from(); row < part.to(); row++) {
                if (!(scores[row] > calibration.threshold())) continue;
                if (from >= 0 && row - to > window / 2) {
                    all.add(of(part.name(), from, to, scores, calibration));
                    from = -1;
                }
                if (from < 0) from = row;
                to = row;
            }
            if (from >= 0) all.add(of(part.name(), from, to, scores, calibration));
        }
        all.sort(Comparator.comparingDouble(alarm -> -alarm.score()));
        return all;
    }

    /**
     * The oddest stretches, each around one peak, whether they are flagged or not: the rows whose windows hold the peak.
     *
     * @param most how many
     */
    public static List<Alarm> oddest(
            SeriesTable table, double[] scores, Calibration calibration, int window, int most) {
        double[] left = scores.clone();
        List<Alarm> all = new ArrayList<>();
        while (all.size() < most) {
            int peak = -1;
            for (int row = 0; row < left.length; row++) {
                if (!Double.isNaN(left[row]) && (peak < 0 || left[row] > left[peak])) peak = row;
            }
            if (peak < 0) break;
            int at = peak;
            Part part = table.parts().stream()
                    .filter(one -> at < one.to())
                    .findFirst()
                    .orElseThrow();
            int from = Math.max(part.from(), peak - window / 2);
            int to = Math.min(part.to() - 1, peak + window / 2);
            all.add(new Alarm(part.name(), from, to, peak, scores[peak], calibration.pValue(scores[peak])));
            int first = Math.max(part.from(), peak - window);
            for (int row = first; row <= Math.min(part.to() - 1, peak + window); row++) left[row] = Double.NaN;
        }
        return all;
    }

    private static Alarm of(String name, int from, int to, double[] scores, Calibration calibration) {
        int peak = from;
        for (int row = from; row <= to; row++) if (scores[row] > scores[peak]) peak = row;
        return new Alarm(name, from, to, peak, scores[peak], calibration.pValue(scores[peak]));
    }
}

package io.dxmi.detect.series;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.detect.window.Folds;
import io.dxmi.detect.window.Period;
import io.dxmi.detect.window.SeriesMemory;
import io.dxmi.detect.window.SeriesTable;
import io.dxmi.detect.window.SeriesTable.Part;
import io.dxmi.detect.window.WindowChoice;
import io.dxmi.detect.window.WindowScores;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Seeds;
import java.util.Arrays;

/**
 * Series cut into windows, some of which are remembered.
 *
 * @param period that the window was taken from, or 0
 */
record Cut(SeriesTable table, int window, int period, Folds folds, WindowScores scores, SeriesMemory memory) {

    /** Windows that the components of wide ones are taken from. */
    private static final int TEACHERS = 500;

    /** Of rows that are not labelled as anomalies. @throws UserError if there are too few */
    static Cut of(SeriesTable table, WindowChoice windows, long seed) {
        requireNormal(table);
        double[][] scaling = scaling(table);
        WindowExtractor plain = new WindowExtractor(1, scaling[0], scaling[1], null);
        float[] rows = table.standardised(plain);
        Period period = windows.window() > 0 ? new Period(0) : Period.of(table, rows);
        int longest = table.parts().stream().mapToInt(Part::length).max().orElseThrow();
        int window = windows.window() > 0 ? windows.window() : period.window(longest);
        Folds folds = Folds.of(table, window);
        int[] begins = Folds.chosen(folds.all(table), SeriesMemory.MOST, Seeds.mix(seed, "windows"));
        if (begins.length < Folds.COUNT) {
            throw new UserError(table.where() + ": expected at least " + Folds.COUNT + " windows of " + window
                    + " normal rows, got " + begins.length + "; choose a smaller " + UserError.parameter("window"));
        }
        WindowExtractor whole = new WindowExtractor(window, scaling[0], scaling[1], null);
        int[] teachers = Folds.chosen(begins, TEACHERS, Seeds.mix(seed, "teachers"));
        WindowExtractor extractor =
                WindowExtractor.fit(window, scaling[0], scaling[1], new WindowScores(whole, rows).windows(teachers));
        WindowScores scores = new WindowScores(extractor, rows);
        int[] fold = Arrays.stream(begins).map(begin -> folds.at(begin).fold()).toArray();
        int[] last = Arrays.stream(begins)
                .map(begin -> folds.at(begin + window - 1).fold())
                .toArray();
        SeriesMemory memory = new SeriesMemory(scores.features(begins), extractor.dimensions(), fold, last);
        if (memory.wholeFolds() < SeriesMemory.FEWEST_FOLDS) throw tooLittle(table, folds, memory);
        return new Cut(table, window, period.rows(), folds, scores, memory);
    }

    private static void requireNormal(SeriesTable table) {
        for (byte label : table.labels()) if (label <= 0) return;
        TableChoice choice = table.columns().choice();
        throw new UserError(table.where() + ": no row has " + choice.labelColumn() + " = " + choice.normalText()
                + ", which marks normal rows; see " + UserError.parameter("normal"));
    }

    private static UserError tooLittle(SeriesTable table, Folds folds, SeriesMemory memory) {
        int normal = 0;
        for (byte label : table.labels()) if (label <= 0) normal++;
        return new UserError(table.where() + ": expected normal windows of " + folds.window() + " rows in at least "
                + SeriesMemory.FEWEST_FOLDS + " of the " + folds.count()
                + " parts that the series is cut into, got them in "
                + memory.wholeFolds() + " (" + normal + " of " + table.rows()
                + " rows are normal); add normal rows of other times, or choose a smaller "
                + UserError.parameter("window"));
    }

    /** Mean and standard deviation of each channel over the normal rows; 1 where a channel never varies. */
    private static double[][] scaling(SeriesTable table) {
        int channels = table.channels();
        double[] mean = new double[channels];
        double[] sd = new double[channels];
        for (int c = 0; c < channels; c++) {
            double origin = Double.NaN;
            double sum = 0;
            double squares = 0;
            long count = 0;
            for (int row = 0; row < table.rows(); row++) {
                double value = table.values()[row * channels + c];
                if (table.labels()[row] > 0 || Double.isNaN(value)) continue;
                if (count++ == 0) origin = value;
                sum += value - origin;
                squares += (value - origin) * (value - origin);
            }
            if (count == 0) {
                String name = table.columns().channelNames().get(c);
                throw new UserError(
                        table.where() + ": column " + name + " has no value in the normal rows; leave it out with "
                                + UserError.parameter("drop") + " " + name);
            }
            mean[c] = origin + sum / count;
            double variance = squares / count - sum / count * (sum / count);
            sd[c] = variance > 1e-24 * mean[c] * mean[c] ? Math.sqrt(variance) : 1;
        }
        return new double[][] {mean, sd};
    }
}

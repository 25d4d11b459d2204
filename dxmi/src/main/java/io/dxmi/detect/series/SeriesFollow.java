package io.dxmi.detect.series;

import io.dxmi.Json;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.detect.model.Calibration;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Scores a series while it grows: each line is answered by the score of the window that ends with it, and by a p-value among
 * such windows of normal series.
 */
public final class SeriesFollow implements AutoCloseable {

    private final Detector detector;
    private final WindowExtractor extractor;
    private final Calibration calibration;
    private final Lines lines;
    private final Map<String, Recent> series = new HashMap<>();
    private final Consumer<String> warnings;
    private long rows;
    private long flagged;
    private long alarms;

    private SeriesFollow(Path model, Detector detector, Consumer<String> warnings) {
        ModelRecord about = detector.about();
        this.detector = detector;
        this.extractor = (WindowExtractor) detector.extractor();
        this.calibration = Calibration.quantile(
                ModelFolder.tensor(model, SeriesFit.WINDOWS).toDoubles(), about.falsePositives());
        this.lines = new Lines(about);
        this.warnings = warnings;
    }

    /**
     * Opens a model of time series.
     *
     * @param warnings gets what is wrong with a line
     * @throws UserError if it is a model of something else
     */
    public static SeriesFollow open(Path model, Consumer<String> warnings) {
        Detector detector = ModelFolder.read(model);
        if (detector.about().kind() != SampleKind.SERIES) {
            detector.close();
            throw new UserError(UserError.parameter("follow") + " is for models of time series; fit one with "
                    + UserError.parameter("window") + ", got the model " + model);
        }
        return new SeriesFollow(model, detector, warnings);
    }

    /** The last rows of one series. */
    private static final class Recent {

        private final float[] values;
        private final int channels;
        private long count;
        private long alarmFrom;

        Recent(int window, int channels) {
            values = new float[window * channels];
            this.channels = channels;
        }

        /** Adds a row; a missing value is the one before it, and the mean where there is none. */
        void add(double[] row, WindowExtractor scaling) {
            System.arraycopy(values, channels, values, 0, values.length - channels);
            int last = values.length - channels;
            for (int c = 0; c < channels; c++) {
                double value = row[c];
                float before = count == 0 || last == 0 ? 0 : values[last - channels + c];
                values[last + c] = Double.isNaN(value) ? before : scaling.standardised(value, c);
            }
            count++;
        }
    }

    /**
     * Takes a line.
     *
     * @param number of the line in the file, from 1; with line 1, another file begins: its columns and windows are new
     * @return the answer as JSON, or null for a header, a comment and an empty line
     * @throws UserError if the first line does not fit the model
     */
    public String answer(long number, String line) {
        if (number == 1) {
            lines.restart();
            series.clear();
        }
        if (line.isBlank() || line.startsWith("#")) return null;
        Lines.Row row = lines.row(line, problem -> warnings.accept("line " + number + ": " + problem));
        if (row == null) return null;
        Recent recent =
                series.computeIfAbsent(row.group(), name -> new Recent(extractor.window(), extractor.channels()));
        recent.add(row.values(), extractor);
        rows++;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", number);
        if (!row.group().isEmpty()) json.put("series", row.group());
        if (!row.time().isEmpty()) json.put("time", row.time());
        if (recent.count < extractor.window()) {
            json.put("score", null);
            json.put("p_value", null);
            json.put("anomaly", false);
            json.put("rows_to_wait", extractor.window() - recent.count);
            return Json.line(json);
        }
        double score = detector.energies().get(0).of(extractor.of(recent.values.clone()))[0];
        boolean odd = score > calibration.threshold();
        if (odd) flagged++;
        if (odd && recent.alarmFrom == 0) {
            alarms++;
            recent.alarmFrom = number;
        }
        if (!odd) recent.alarmFrom = 0;
        json.put("score", score);
        json.put("p_value", calibration.pValue(score));
        json.put("anomaly", odd);
        if (odd) json.put("alarm_since_line", recent.alarmFrom);
        return Json.line(json);
    }

    /** For JSON: what was answered so far. */
    public Map<String, Object> summary() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("window", extractor.window());
        json.put("samples", rows);
        json.put("anomalies", flagged);
        json.put("alarms", alarms);
        json.put("threshold", calibration.threshold());
        return json;
    }

    @Override
    public void close() {
        detector.close();
    }
}

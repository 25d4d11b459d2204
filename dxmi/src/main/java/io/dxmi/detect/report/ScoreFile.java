package io.dxmi.detect.report;

import io.dxmi.Json;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.Reasons;
import io.dxmi.eval.plot.HeatOverlay;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Results as they come, one line each: memory does not grow with the number of samples. */
public final class ScoreFile {

    /** Rows of a larger p-value are not explained. */
    private static final double SOMEWHAT = 0.1;

    private final Path file;
    private final Path maps;
    private final boolean json;

    private ScoreFile(Path file, Path maps, boolean json) {
        this.file = file;
        this.maps = maps;
        this.json = json;
    }

    /** A new file. @throws UserError unless {@code file} is new and ends in .csv or .jsonl */
    public static ScoreFile of(Path file, Path maps) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".csv") && !isJson(file)) {
            throw new UserError(UserError.parameter("out") + " must end in .csv or .jsonl, got " + name);
        }
        if (Files.exists(file))
            throw new UserError(UserError.parameter("out") + " " + file + " exists; expected a new file");
        return new ScoreFile(file, maps, isJson(file));
    }

    /** Where results go while the file is open. */
    public final class Rows {

        private final OutputStream out;
        private boolean headed;
        private int count;

        private Rows(OutputStream out, boolean headed) {
            this.out = out;
            this.headed = headed;
        }

        /**
         * Adds rows that {@link #lines} made.
         *
         * @param detector that made them
         */
        public void append(Detector detector, byte[] lines) throws IOException {
            head(detector);
            out.write(lines);
        }

        private void head(Detector detector) throws IOException {
            if (!json && !headed) line(out, header(detector));
            headed = true;
        }

        /** Scores all and says how many there were and how many were flagged. */
        public ScoreReport.Scored add(Detector detector, Samples samples, Progress progress) throws IOException {
            return add(detector, samples, i -> null, progress);
        }

        /**
         * Adds all.
         *
         * @param known the result of a sample by its number, null where it is not known yet
         */
        public ScoreReport.Scored add(
                Detector detector, Samples samples, IntFunction<AnomalyResult> known, Progress progress)
                throws IOException {
            head(detector);
            int flagged = 0;
            int ofTheFit = 0;
            progress.begin("score", 0, samples.size());
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.at(i);
                AnomalyResult found = known.apply(i);
                AnomalyResult result = found == null ? detector.score(sample) : found;
                if (result.anomalous()) flagged++;
                if (detector.about().leavesOut() && detector.remembers(sample)) ofTheFit++;
                if (maps != null) picture(detector, sample, result, count);
                count++;
                line(out, json ? json(detector, sample, result) : csv(detector, sample, result));
                progress.step("score", i + 1, Map.of());
            }
            progress.end("score");
            return new ScoreReport.Scored(
                    samples.size(), flagged, ofTheFit, detector.calibration().threshold());
        }
    }

    /** Fills a file. */
    public interface Body<T> {
        /** Adds what belongs there. @return what was added */
        T write(Rows rows) throws IOException;
    }

    /** Writes the file; it appears once it is complete. @return what the body returns */
    public <T> T write(Body<T> body) {
        AtomicReference<T> added = new AtomicReference<>();
        AtomicFiles.write(file, out -> {
            added.set(body.write(new Rows(out, false)));
        });
        return added.get();
    }

    /** Writes the rows of some samples without the header, for {@link Rows#append} in another process. */
    public static ScoreReport.Scored lines(Detector detector, Samples samples, boolean json, OutputStream out)
            throws IOException {
        return new ScoreFile(null, null, json).new Rows(out, true).add(detector, samples, Progress.NONE);
    }

    /** Whether a row is an object of JSON. */
    public static boolean isJson(Path file) {
        return file.getFileName().toString().endsWith(".jsonl");
    }

    private void picture(Detector detector, Sample sample, AnomalyResult result, int number) {
        if (result.map() == null || (sample.shape()[0] != 1 && sample.shape()[0] != 3)) {
            throw new UserError(UserError.parameter("maps") + " is for models of images with places; " + sample.name()
                    + " has none");
        }
        String stem = Path.of(sample.name()).getFileName().toString().replaceAll("[^\\w.-]|\\.\\w+$", "");
        double threshold = detector.calibration().threshold();
        new HeatOverlay(
                        sample.values(),
                        (int) sample.shape()[0],
                        result.map(),
                        0,
                        2 * threshold,
                        threshold,
                        sample.mask())
                .write(maps.resolve(String.format(Locale.ROOT, "%05d-%s.png", number, stem)));
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String header(Detector detector) {
        String first = "sample,score,p_value,anomaly";
        return Reasons.isTable(detector) ? first + ",columns,id" : first;
    }

    private static String csv(Detector detector, Sample sample, AnomalyResult result) {
        String line = quoted(sample.name()) + "," + result.score() + "," + result.pValue() + ","
                + (result.anomalous() ? 1 : 0);
        if (!Reasons.isTable(detector)) return line;
        Sample.Row row = sample.row();
        List<String> unknown = row == null ? List.of() : row.unknown();
        String id = row == null || row.id() == null ? "" : row.id();
        return line + "," + quoted(Reasons.text(reasons(detector, sample, result), unknown)) + "," + quoted(id);
    }

    /** A text as a field of CSV. */
    public static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == ';' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Of rows that are at least somewhat odd. */
    private static Map<String, Double> reasons(Detector detector, Sample sample, AnomalyResult result) {
        return result.anomalous() || result.pValue() <= SOMEWHAT ? Reasons.of(detector, sample) : Map.of();
    }

    private static String json(Detector detector, Sample sample, AnomalyResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sample", sample.name());
        row.put("score", result.score());
        row.put("p_value", result.pValue());
        row.put("anomaly", result.anomalous());
        if (Reasons.isTable(detector)) row.put("columns", reasons(detector, sample, result));
        if (sample.row() != null && sample.row().id() != null)
            row.put("id", sample.row().id());
        return Json.line(row);
    }
}

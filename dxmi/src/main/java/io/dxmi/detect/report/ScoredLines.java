package io.dxmi.detect.report;

import io.dxmi.Json;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.Reasons;
import io.dxmi.eval.plot.HeatOverlay;
import io.dxmi.samplers.UserError;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Samples as lines of a {@link ScoreFile}.
 *
 * @param maps folder for a picture of each image's energies, or null for none
 * @param json whether a line is an object of JSON, otherwise of CSV
 */
public record ScoredLines(Detector detector, Samples samples, Path maps, boolean json) {

    /** Rows of a larger p-value are not explained. */
    private static final double SOMEWHAT = 0.1;

    /**
     * Lines of samples that follow each other.
     *
     * @param flagged how many of the samples are flagged
     * @param ofTheFit how many of them were fitted
     */
    public record Block(int flagged, int ofTheFit, byte[] text) {

        /** For another process. */
        public byte[] bytes() {
            return ByteBuffer.allocate(2 * Integer.BYTES + text.length)
                    .putInt(flagged)
                    .putInt(ofTheFit)
                    .put(text)
                    .array();
        }

        /** Of {@link #bytes}. */
        public static Block of(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int flagged = in.getInt();
            int ofTheFit = in.getInt();
            byte[] text = new byte[in.remaining()];
            in.get(text);
            return new Block(flagged, ofTheFit, text);
        }
    }

    /**
     * The line of one sample.
     *
     * @param known its result, null if it is not known yet
     * @param number of the sample in the file
     */
    Block at(int i, AnomalyResult known, int number) {
        Sample sample = samples.at(i);
        AnomalyResult result = known == null ? detector.score(sample) : known;
        boolean ofTheFit = detector.about().leavesOut() && detector.remembers(sample);
        if (maps != null) picture(sample, result, number);
        String text = json ? json(sample, result) : csv(sample, result);
        return new Block(result.anomalous() ? 1 : 0, ofTheFit ? 1 : 0, line(text));
    }

    /** The lines of the samples {@code from} to before {@code to}, the first of which has a number in the file. */
    public Block range(int from, int to, int number) {
        int flagged = 0;
        int ofTheFit = 0;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            Block one = at(i, null, number + i - from);
            flagged += one.flagged();
            ofTheFit += one.ofTheFit();
            text.writeBytes(one.text());
        }
        return new Block(flagged, ofTheFit, text.toByteArray());
    }

    private void picture(Sample sample, AnomalyResult result, int number) {
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

    /** The first line of a file of CSV. */
    static byte[] header(Detector detector) {
        String first = "sample,score,p_value,anomaly";
        return line(Reasons.areKnown(detector) ? first + ",columns,id" : first);
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String csv(Sample sample, AnomalyResult result) {
        String line = ScoreFile.quoted(sample.name()) + "," + result.score() + "," + result.pValue() + ","
                + (result.anomalous() ? 1 : 0);
        if (!Reasons.areKnown(detector)) return line;
        Sample.Row row = sample.row();
        List<String> unknown = row == null ? List.of() : row.unknown();
        String id = row == null || row.id() == null ? "" : row.id();
        return line + "," + ScoreFile.quoted(Reasons.text(reasons(sample, result), unknown)) + ","
                + ScoreFile.quoted(id);
    }

    /** Of rows that are at least somewhat odd. */
    private Map<String, Double> reasons(Sample sample, AnomalyResult result) {
        return result.anomalous() || result.pValue() <= SOMEWHAT ? Reasons.of(detector, sample) : Map.of();
    }

    private String json(Sample sample, AnomalyResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sample", sample.name());
        row.put("score", result.score());
        row.put("p_value", result.pValue());
        row.put("anomaly", result.anomalous());
        if (Reasons.areKnown(detector)) row.put("columns", reasons(sample, result));
        if (sample.row() != null && sample.row().id() != null)
            row.put("id", sample.row().id());
        return Json.line(row);
    }
}

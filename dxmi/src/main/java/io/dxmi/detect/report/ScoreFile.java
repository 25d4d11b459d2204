package io.dxmi.detect.report;

import io.dxmi.detect.data.Samples;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Results as they come, one line each: memory does not grow with the number of samples. */
public final class ScoreFile {

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
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
            throw new UserError(UserError.parameter("out") + " must end in .csv or .jsonl, got " + name);
        }
        if (Files.exists(file))
            throw new UserError(UserError.parameter("out") + " " + file + " exists; expected a new file");
        return new ScoreFile(file, maps, isJson(file));
    }

    /** Whether a line of a file of this name is an object of JSON. */
    public static boolean isJson(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
    }

    /** Where results go while the file is open. */
    public final class Rows {

        private final OutputStream out;
        private int count;
        private int flagged;
        private int ofTheFit;

        private Rows(OutputStream out) {
            this.out = out;
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
            begin(detector);
            ScoredLines lines = lines(detector, samples);
            progress.begin("score", 0, samples.size());
            for (int i = 0; i < samples.size(); i++) {
                take(lines.at(i, known.apply(i), count + i));
                progress.step("score", i + 1, Map.of());
            }
            progress.end("score");
            return end(detector, samples);
        }

        /**
         * Adds lines that other processes wrote.
         *
         * @param blocks passes the lines of all samples on in order, given the number of the first in the file
         */
        public ScoreReport.Scored add(Detector detector, Samples samples, Blocks blocks) throws IOException {
            begin(detector);
            blocks.each(count, this::take);
            return end(detector, samples);
        }

        private void take(ScoredLines.Block block) throws IOException {
            flagged += block.flagged();
            ofTheFit += block.ofTheFit();
            out.write(block.text());
        }

        private ScoreReport.Scored end(Detector detector, Samples samples) {
            count += samples.size();
            return new ScoreReport.Scored(
                    samples.size(), flagged, ofTheFit, detector.calibration().threshold());
        }

        private void begin(Detector detector) throws IOException {
            flagged = 0;
            ofTheFit = 0;
            if (!json && count == 0) out.write(ScoredLines.header(detector));
        }
    }

    /** The lines of a file like this. */
    ScoredLines lines(Detector detector, Samples samples) {
        return new ScoredLines(detector, samples, maps, json);
    }

    /** Gives the lines of samples. */
    public interface Blocks {
        /** Passes them on in order; {@code first} is the number of the first in the file. */
        void each(int first, Sink sink) throws IOException;
    }

    /** Takes lines. */
    public interface Sink {
        void take(ScoredLines.Block block) throws IOException;
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
            added.set(body.write(new Rows(out)));
        });
        return added.get();
    }

    /** A text as a field of CSV. */
    public static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == ';' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}

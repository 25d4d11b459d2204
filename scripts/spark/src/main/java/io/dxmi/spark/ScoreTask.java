package io.dxmi.spark;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.report.FolderScoring;
import io.dxmi.detect.report.ScoreFile;
import io.dxmi.detect.report.ScoreReport;
import io.dxmi.detect.report.ScoredLines;
import io.dxmi.samplers.Progress;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Scores samples of a file or folder, which executors read at the same path as this process: the rows of {@code dxmi detect
 * score}.
 *
 * @param job tells it from others
 * @param data an absolute path
 * @param shown how it begins the names of samples, which may be relative to this process's folder
 * @param json whether rows are objects of JSON
 */
record ScoreTask(
        String job,
        String model,
        String data,
        String shown,
        String labelColumn,
        String normal,
        List<String> drop,
        boolean json)
        implements Stage.Work<Stretch, ScoreTask.Lines>, Serializable {

    /** Tasks for each core, so that a slow one does not make the others wait. */
    private static final int TASKS = 4;

    private static final int MOST = 10_000;

    /** Rows of the file. */
    record Lines(byte[] block, int samples) implements Serializable {}

    private record Source(Detector detector, Samples samples) implements AutoCloseable {
        @Override
        public void close() {
            detector.close();
        }
    }

    /** Samples whose names begin as they would in the command's process. */
    private record Named(Samples all, String data, String shown) implements Samples {

        @Override
        public String where() {
            return all.where();
        }

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public int[] labels() {
            return all.labels();
        }

        @Override
        public Sample at(int i) {
            Sample sample = all.at(i);
            if (!sample.name().startsWith(data)) return sample;
            return new Sample(
                    shown + sample.name().substring(data.length()),
                    sample.category(),
                    sample.label(),
                    sample.values(),
                    sample.shape(),
                    sample.mask(),
                    sample.row());
        }
    }

    /** Scores as {@code dxmi detect score} does, on executors. */
    static ScoreReport write(
            JavaSparkContext spark, Path model, Path data, Path out, TableChoice choice, Progress progress) {
        FolderScoring scoring = new FolderScoring(model, data, out, null, choice);
        return scoring.write((category, detector, rows) -> {
            Path samples = FolderScoring.at(data, category);
            Samples here = ModelSamples.of(samples, detector, choice);
            String place = samples.toAbsolutePath().toString();
            boolean whole = here.size() == 0 || here.at(0).name().startsWith(place);
            ScoreTask task = new ScoreTask(
                    Application.newJob(),
                    FolderScoring.at(model, category).toAbsolutePath().toString(),
                    place,
                    whole ? place : samples.toString(),
                    choice.labelColumn(),
                    choice.normal(),
                    new ArrayList<>(choice.drop()),
                    ScoreFile.isJson(out));
            try {
                return rows.add(detector, here, (first, sink) -> task.pass(spark, here.size(), sink, progress));
            } finally {
                Opened.closeAll(task.job);
            }
        });
    }

    private void pass(JavaSparkContext spark, int count, ScoreFile.Sink sink, Progress progress) {
        int[] done = new int[1];
        progress.begin("score", 0, count);
        int length = Math.min(MOST, 1 + count / (TASKS * spark.defaultParallelism()));
        Stage.run(spark, Stretch.of(0, count, length), this, lines -> {
            try {
                sink.take(ScoredLines.Block.of(lines.block));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            done[0] += lines.samples;
            progress.step("score", done[0], Map.of());
        });
        progress.end("score");
    }

    @Override
    public Lines of(Stretch part) {
        return Opened.use(job, this::open, source -> lines(source, part));
    }

    private Source open() {
        Detector detector = ModelFolder.read(Path.of(model));
        return new Source(
                detector, ModelSamples.of(Path.of(data), detector, new TableChoice(labelColumn, normal, drop)));
    }

    private Lines lines(Source source, Stretch part) {
        int from = (int) part.from();
        Samples chosen = new Named(
                source.samples.select(IntStream.range(from, from + part.count()).toArray()), data, shown);
        ScoredLines.Block block = new ScoredLines(source.detector, chosen, null, json).range(0, part.count(), 0);
        return new Lines(block.bytes(), part.count());
    }
}

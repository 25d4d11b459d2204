package io.dxmi.detect.report;

import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.model.PerCategory;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.jobs.WorkersEnded;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Scores data with a model folder, or with a folder of models by category, into one file.
 *
 * @param maps folder for a picture of each image's energies, or null for none
 */
public record FolderScoring(Path model, Path data, Path out, Path maps, TableChoice choice) {

    /** Samples of a job: enough that handing them out costs nothing, few enough that all workers have some. */
    private static final int MOST = 200;

    private static final int LEAST_JOBS = 50;

    /** Writes the file; it appears once it is complete. @throws UserError if another process writes it */
    public ScoreReport write(Progress progress) {
        return write((category, detector, rows) ->
                rows.add(detector, ModelSamples.of(at(data, category), detector, choice), progress));
    }

    /**
     * As {@link #write(Progress)}, with the same bytes, by several processes.
     *
     * @param pools starts the processes for one category, which do {@link #work}
     * @throws WorkersEnded if they end early
     */
    public ScoreReport write(Supplier<WorkerPool> pools, Progress progress) {
        return write((category, detector, rows) -> {
            Samples samples = ModelSamples.of(at(data, category), detector, choice);
            return rows.add(detector, samples, (first, sink) -> {
                List<String> jobs = jobs(category, samples.size(), first);
                progress.begin("score", 0, samples.size());
                inOrder(pools.get(), jobs, sink, progress);
                progress.end("score");
            });
        });
    }

    /** Scores the samples of one category, which is empty where there is one model. */
    public interface Scorer {
        /** Adds a line for each sample. @return how many they are */
        ScoreReport.Scored into(String category, Detector detector, ScoreFile.Rows rows) throws IOException;
    }

    /** As {@link #write(Progress)}, with lines that are made elsewhere. */
    public ScoreReport write(Scorer each) {
        return WriteLock.name(out).during(() -> locked(each));
    }

    private ScoreReport locked(Scorer each) {
        List<Path> categories = ModelFolder.isModel(model) ? List.of() : ImageFolder.categories(data);
        PerCategory<ScoreReport.Scored> scored = ScoreFile.of(out, maps).write(rows -> {
            if (categories.isEmpty()) return PerCategory.of(one("", rows, each));
            Map<String, ScoreReport.Scored> all = new LinkedHashMap<>();
            for (Path category : categories) {
                String name = category.getFileName().toString();
                all.put(name, one(name, rows, each));
            }
            return PerCategory.of(all);
        });
        return new ScoreReport(scored, out);
    }

    private ScoreReport.Scored one(String category, ScoreFile.Rows rows, Scorer each) throws IOException {
        try (Detector detector = ModelFolder.read(at(model, category))) {
            return each.into(category, detector, rows);
        }
    }

    /** The place of a category in a folder of models or of data. */
    public static Path at(Path folder, String category) {
        return category.isEmpty() ? folder : folder.resolve(category);
    }

    /** Ranges of samples with the number of the first in the file, and the category. */
    private static List<String> jobs(String category, int samples, int first) {
        int step = Math.max(1, Math.min(MOST, samples / LEAST_JOBS));
        List<String> jobs = new ArrayList<>();
        for (int from = 0; from < samples; from += step) {
            jobs.add(from + " " + Math.min(samples, from + step) + " " + (first + from) + " " + category);
        }
        return jobs;
    }

    private static void inOrder(WorkerPool pool, List<String> jobs, ScoreFile.Sink sink, Progress progress)
            throws IOException {
        if (jobs.isEmpty()) return;
        WorkerPool.Listener listener = WorkerPool.Listener.inOrder(jobs, (job, content) -> {
            unchecked(() -> sink.take(ScoredLines.Block.of(content)));
            progress.step("score", Integer.parseInt(job.split(" ", 3)[1]), Map.of());
        });
        try {
            if (!pool.run(jobs, 2, listener)) throw new WorkersEnded(pool.exitCode());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a worker does. Models stay open for the life of the process. */
    public WorkerLoop.Work work() {
        Map<String, ScoredLines> opened = new HashMap<>();
        return (job, progress) -> {
            String[] words = job.split(" ", 4);
            ScoredLines lines = opened.computeIfAbsent(words[3], category -> {
                Detector detector = ModelFolder.read(at(model, category));
                return ScoreFile.of(out, maps).lines(detector, ModelSamples.of(at(data, category), detector, choice));
            });
            ScoredLines.Block block =
                    lines.range(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            return Optional.of(block.bytes());
        };
    }
}

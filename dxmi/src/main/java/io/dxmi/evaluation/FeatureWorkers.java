package io.dxmi.evaluation;

import io.dxmi.eval.feature.Calls;
import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.SkippedImages;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Processes that call an extractor, a batch a job. The features are those of one process: the batches are the same, and their
 * features are taken in order.
 *
 * @param pools starts the processes for one source of pictures; empty to call the extractor in this process
 */
public record FeatureWorkers(Optional<Supplier<WorkerPool>> pools) {

    /** This process alone. */
    public static final FeatureWorkers NONE = new FeatureWorkers(Optional.empty());

    /** Where an extractor is called for pictures of files. */
    Calls calls(FeatureExtractor extractor) {
        if (pools.isEmpty()) return Calls.here(extractor);
        return (source, batches) -> {
            List<String> jobs =
                    batches.stream().map(batch -> job(source.name(), batch)).toList();
            return new PooledFeatures(pools.get().get(), jobs);
        };
    }

    private static String job(String source, int[] indices) {
        return URLEncoder.encode(source, StandardCharsets.UTF_8) + " "
                + IntStream.of(indices).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /**
     * What a worker of such a pool does.
     *
     * @param first of the inputs, where extractors learn the size of the pictures
     */
    public static WorkerLoop.Work work(ReferenceEvaluation how, Path first) {
        ImageTransform transform = how.transform();
        FeatureExtractor extractor =
                NamedExtractor.open(how.extractor(), ImageFiles.open(first), transform, how.device(), Progress.NONE);
        Map<String, ImageSource> sources = new HashMap<>();
        return (job, progress) -> {
            int space = job.indexOf(' ');
            String name = URLDecoder.decode(job.substring(0, space), StandardCharsets.UTF_8);
            int[] indices = Arrays.stream(job.substring(space + 1).split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            byte[][] content = {{}};
            try {
                ImageSource source = sources.computeIfAbsent(name, path -> ImageFiles.open(Path.of(path)));
                new Extraction(extractor, transform, new SkippedImages(), indices.length)
                        .run(source, indices, Progress.NONE, (part, f) -> content[0] = PooledFeatures.bytes(f));
            } catch (UserError e) {
                content[0] = new byte[0]; // the process that asks reads the same pictures, and reports it
            }
            return Optional.of(content[0]);
        };
    }
}

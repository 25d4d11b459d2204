package io.dxmi.eval.feature;

import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.run.Progress;
import io.dxmi.samplers.run.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Streams pictures through an extractor, in order and in constant memory: while the engine works on one batch, the next
 * is read and decoded.
 *
 * @param transform what the user wants done to each picture before the extractor's own preparation
 * @param batch pictures per call of the extractor
 */
public record Extraction(FeatureExtractor extractor, ImageTransform transform, CorruptImages corrupt, int batch) {

    private static final String PHASE = "features";

    /** Takes what comes out, batch by batch. */
    public interface Sink {
        void take(Batch batch, Features features);
    }

    /**
     * Pictures that were read together.
     *
     * @param indices in the source
     * @param images prepared, one per index
     */
    public record Batch(int[] indices, List<Image> images) {}

    private record Loaded(int index, Image image) {}

    /**
     * Runs the pictures with the given indices.
     *
     * @return how many came through; the others were corrupt and left out
     * @throws UserError if sizes differ although the extractor does not resize, or a picture is corrupt and that is refused
     */
    public int run(ImageSource source, int[] indices, Progress progress, Sink sink) {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        int used = 0;
        String size = null;
        String sizedBy = null;
        progress.begin(PHASE, 0, indices.length);
        try {
            Future<Batch> next = reader.submit(() -> load(source, indices, 0));
            for (int from = 0; from < indices.length; from += batch) {
                Batch current = join(next);
                int following = from + batch;
                if (following < indices.length) next = reader.submit(() -> load(source, indices, following));
                for (int i = 0; i < current.indices.length; i++) {
                    String one = current.images.get(i).size();
                    String name = source.name(current.indices[i]);
                    if (size == null) {
                        size = one;
                        sizedBy = name;
                    }
                    if (!one.equals(size)) {
                        throw new UserError(name + ": is " + one + ", but " + sizedBy + " is " + size
                                + "; bring them to one size with --resize or --crop");
                    }
                }
                if (current.indices.length > 0) sink.take(current, extractor.of(current.images));
                used += current.indices.length;
                progress.step(PHASE, Math.min(following, indices.length), Map.of());
            }
        } finally {
            reader.shutdownNow();
        }
        progress.end(PHASE);
        return used;
    }

    private Batch load(ImageSource source, int[] indices, int from) {
        ImageTransform preparation = extractor.preparation();
        List<Loaded> loaded = IntStream.range(from, Math.min(indices.length, from + batch))
                .parallel()
                .mapToObj(k -> new Loaded(indices[k], prepared(source, indices[k], preparation)))
                .filter(one -> one.image != null)
                .toList();
        return new Batch(
                loaded.stream().mapToInt(Loaded::index).toArray(),
                loaded.stream().map(Loaded::image).toList());
    }

    private Image prepared(ImageSource source, int i, ImageTransform preparation) {
        Image image;
        try {
            image = source.load(i);
        } catch (UserError e) {
            corrupt.met(e);
            return null;
        }
        try {
            return preparation.of(transform.of(image));
        } catch (UserError e) {
            throw new UserError(source.name(i) + ": " + e.getMessage(), e);
        }
    }

    private static Batch join(Future<Batch> next) {
        try {
            return next.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading images", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError error) throw error;
            throw new IllegalStateException("reading images failed", e.getCause());
        }
    }

    /** The pixels of pictures, as a hash over all that pass through. */
    public static void digest(Batch batch, Sha256 sha) {
        batch.images.forEach(image -> {
            sha.add(Arrays.toString(new int[] {image.height(), image.width(), image.channels()})
                    .getBytes(StandardCharsets.US_ASCII));
            sha.add(image.pixels());
        });
    }
}

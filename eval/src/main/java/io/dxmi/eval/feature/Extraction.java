package io.dxmi.eval.feature;

import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Streams pictures through an extractor, in order and in constant memory: while the engine works on one batch, the next
 * is read and decoded. Several threads read, but one where a source {@linkplain ImageSource#readsInOrder reads in order}.
 *
 * @param transform what the user wants done to each picture before the extractor's own preparation
 * @param batch pictures per call of the extractor
 * @param calls where the extractor is called
 */
public record Extraction(
        FeatureExtractor extractor, ImageTransform transform, CorruptImages corrupt, int batch, Calls calls) {

    private static final String PHASE = "features";

    /** Calls the extractor in this process. */
    public Extraction(FeatureExtractor extractor, ImageTransform transform, CorruptImages corrupt, int batch) {
        this(extractor, transform, corrupt, batch, Calls.here(extractor));
    }

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

    /** A picture as it was read and transformed, and after the extractor's preparation or why that failed. */
    private record Loaded(int index, String given, Image image, UserError refused) {}

    /**
     * Runs the pictures with the given indices.
     *
     * @param indices ascending
     * @return how many came through; the others were corrupt and left out
     * @throws UserError if sizes differ although the extractor does not resize, or a picture is corrupt and that is refused
     */
    public int run(ImageSource source, int[] indices, Progress progress, Sink sink) {
        return run(source, indices, new OneSize(), progress, sink);
    }

    /**
     * Runs the pictures of one of several sources.
     *
     * @param sizes sees the pictures of all of them
     */
    public int run(ImageSource source, int[] indices, OneSize sizes, Progress progress, Sink sink) {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        int used = 0;
        progress.begin(PHASE, 0, indices.length);
        try (Calls.Batches called = calls.begin(source, batches(indices))) {
            Future<List<Loaded>> next = reader.submit(() -> load(source, indices, 0));
            for (int from = 0; from < indices.length; from += batch) {
                List<Loaded> current = join(next);
                int following = from + batch;
                if (following < indices.length) next = reader.submit(() -> load(source, indices, following));
                for (Loaded one : current) {
                    String name = source.name(one.index);
                    if (one.refused != null) throw sizes.refused(name, one.given, one.refused);
                    sizes.meet(name, one.given, one.image.size());
                }
                if (!current.isEmpty()) {
                    Batch whole = new Batch(
                            current.stream().mapToInt(Loaded::index).toArray(),
                            current.stream().map(Loaded::image).toList());
                    sink.take(whole, called.of(from / batch, whole.images));
                }
                used += current.size();
                progress.step(PHASE, Math.min(following, indices.length), Map.of());
            }
        } finally {
            reader.shutdownNow();
        }
        progress.end(PHASE);
        return used;
    }

    private List<int[]> batches(int[] indices) {
        return IntStream.iterate(0, from -> from < indices.length, from -> from + batch)
                .mapToObj(from -> Arrays.copyOfRange(indices, from, Math.min(indices.length, from + batch)))
                .toList();
    }

    /** A picture as {@link Batch} holds it; empty if it is corrupt. */
    public Optional<Image> first(ImageSource source, int index) {
        Image read = read(source, index);
        if (read == null) return Optional.empty();
        return Optional.ofNullable(prepared(source, index, read, extractor.preparation()).image);
    }

    private List<Loaded> load(ImageSource source, int[] indices, int from) {
        ImageTransform preparation = extractor.preparation();
        int to = Math.min(indices.length, from + batch);
        Image[] read = new Image[to - from];
        IntStream each = IntStream.range(from, to);
        (source.readsInOrder() ? each : each.parallel()).forEach(k -> read[k - from] = read(source, indices[k]));
        return IntStream.range(from, to)
                .parallel()
                .filter(k -> read[k - from] != null)
                .mapToObj(k -> prepared(source, indices[k], read[k - from], preparation))
                .toList();
    }

    /** Null if it is corrupt. */
    private Image read(ImageSource source, int i) {
        try {
            return source.load(i);
        } catch (UserError e) {
            corrupt.met(e);
            return null;
        }
    }

    private Loaded prepared(ImageSource source, int i, Image image, ImageTransform preparation) {
        String given = image.size();
        try {
            Image transformed = transform.of(image);
            given = transformed.size();
            return new Loaded(i, given, preparation.of(transformed), null);
        } catch (UserError e) {
            return new Loaded(i, given, null, UserError.at(source.name(i) + ": ", e));
        }
    }

    private static <T> T join(Future<T> next) {
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

package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.KeptImages;
import io.dxmi.samplers.image.PreparedImages;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Batches of pictures in [-1, 1], (C, H, W) each. Every epoch visits all pictures in a new random order, none twice; the rest
 * that fills no batch is left out of that epoch. While a batch is learned from, the next one is read. Pictures of the wanted
 * size stay in memory, as many as {@link #KEPT_BYTES} hold: a large picture takes far longer to decode than a small one to
 * learn from.
 */
public final class ImageBatches implements DataSource, AutoCloseable {

    /** Of training pictures that stay in memory, at most; 8,000 of 64 x 64 in colour. */
    private static final long KEPT_BYTES =
            Math.min(96L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** Of pictures to measure on, which are read far less often. */
    private static final long KEPT_TEST_BYTES = KEPT_BYTES / 8;

    /** What one call asks for. */
    private record Request(long seed, long iteration, int n, int from, int to) {
        Request next() {
            return new Request(seed, iteration + 1, n, from, to);
        }
    }

    /** The order of one epoch. */
    private record Epoch(long seed, long number, int[] order) {}

    private record Ahead(Request request, CompletableFuture<byte[]> pixels) {}

    private final String name;
    private final ImageSource train;
    private final ImageSource test;
    private final ImageTransform transform;
    private final long[] shape;
    private final boolean flips;
    private final PictureReader trainReader;
    private final PictureReader testReader;

    private volatile Epoch latest = new Epoch(0, -1, new int[0]);
    private Ahead ahead;

    /** As the other, and a picture that cannot be read is refused. */
    public ImageBatches(
            String name, ImageSource train, ImageSource test, ImageTransform transform, long[] shape, boolean flips) {
        this(name, train, test, transform, shape, flips, CorruptImages.refused());
    }

    /**
     * Batches of {@code train}; {@code test} is for measuring. Both are closed with this object.
     *
     * @param transform makes pictures of the size wanted
     * @param shape (C, H, W) after it
     * @param flips whether half of the training pictures, at random, are seen in a mirror
     * @param corrupt hears once of each picture that cannot be read; if it returns, the next picture that can be read stands in
     */
    public ImageBatches(
            String name,
            ImageSource train,
            ImageSource test,
            ImageTransform transform,
            long[] shape,
            boolean flips,
            CorruptImages corrupt) {
        this.name = name;
        this.train = train;
        this.test = test;
        this.transform = transform;
        this.shape = shape.clone();
        this.flips = flips;
        this.trainReader = reader(train, transform, corrupt, KEPT_BYTES);
        this.testReader = reader(test, transform, corrupt, KEPT_TEST_BYTES);
    }

    private PictureReader reader(ImageSource source, ImageTransform transform, CorruptImages corrupt, long bytes) {
        KeptImages kept = new KeptImages(source.count(), source.decodes() ? bytes : 0);
        return new PictureReader(source, transform, shape, corrupt, kept);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long[] sampleShape() {
        return shape.clone();
    }

    @Override
    public long size() {
        return train.count();
    }

    @Override
    public long heldOutSize() {
        return test.count();
    }

    /** The classes of all pictures to learn from; empty if there are none. */
    public int[] trainLabels() {
        return train.labels();
    }

    /** The classes of all pictures to measure on; empty if there are none. */
    public int[] testLabels() {
        return test.labels();
    }

    @Override
    public float[] batch(long seed, long iteration, int n) {
        return part(seed, iteration, n, 0, n);
    }

    @Override
    public float[] part(long seed, long iteration, int n, int from, int to) {
        return floats(bytes(seed, iteration, n, from, to));
    }

    @Override
    public Optional<byte[]> pixels(long seed, long iteration, int n, int from, int to) {
        return Optional.of(bytes(seed, iteration, n, from, to));
    }

    private synchronized byte[] bytes(long seed, long iteration, int n, int from, int to) {
        require(n, train.count(), "a batch of", "training pictures");
        Request request = new Request(seed, iteration, n, from, to);
        byte[] pixels = ahead != null && ahead.request.equals(request) ? ahead.pixels.join() : read(request);
        Request next = request.next();
        ahead = new Ahead(next, CompletableFuture.supplyAsync(() -> read(next)));
        return pixels;
    }

    private static float[] floats(byte[] pixels) {
        float[] values = Image.values();
        float[] out = new float[pixels.length];
        for (int i = 0; i < out.length; i++) out[i] = values[pixels[i] & 0xff];
        return out;
    }

    @Override
    public int classes() {
        return Arrays.stream(train.labels()).max().orElse(-1) + 1;
    }

    @Override
    public int[] labels(long seed, long iteration, int n) {
        int[] all = train.labels();
        if (all.length == 0) return new int[n];
        return Arrays.stream(rows(seed, iteration, n))
                .map(i -> all[trainReader.standIn(i)])
                .toArray();
    }

    private byte[] read(Request request) {
        int[] rows = rows(request.seed, request.iteration, request.n);
        boolean[] flipped = new boolean[rows.length];
        if (flips) {
            SplittableRandom random = Purpose.FLIP.stream(request.seed, request.iteration);
            for (int i = 0; i < rows.length; i++) flipped[i] = random.nextBoolean();
        }
        return trainReader.read(
                Arrays.copyOfRange(rows, request.from, request.to),
                Arrays.copyOfRange(flipped, request.from, request.to));
    }

    private int[] rows(long seed, long iteration, int n) {
        int perEpoch = train.count() / n;
        int[] order = order(seed, iteration / perEpoch);
        int from = (int) (iteration % perEpoch) * n;
        return Arrays.copyOfRange(order, from, from + n);
    }

    private int[] order(long seed, long number) {
        Epoch epoch = latest;
        if (epoch.seed != seed || epoch.number != number) {
            epoch = new Epoch(seed, number, Purpose.BATCH.permutation(seed, number, train.count()));
            latest = epoch;
        }
        return epoch.order;
    }

    @Override
    public float[] heldOut(long seed, int n) {
        require(n, test.count(), "measuring on", "held-out pictures");
        return floats(
                testReader.read(Arrays.copyOf(Purpose.HELD_OUT.permutation(seed, 0, test.count()), n), new boolean[n]));
    }

    /** The first n pictures to learn from, as they are. */
    public float[] training(int n) {
        require(n, train.count(), "comparing with", "training pictures");
        return floats(trainReader.read(IntStream.range(0, n).toArray(), new boolean[n]));
    }

    /** Some pictures to learn from, by chance, none in a mirror. */
    public float[] training(long seed, int n) {
        require(n, train.count(), "comparing with", "training pictures");
        return floats(
                trainReader.read(Arrays.copyOf(Purpose.BATCH.permutation(seed, -1, train.count()), n), new boolean[n]));
    }

    /** Number of training pictures that could not be read until now. */
    public int leftOut() {
        return trainReader.leftOut();
    }

    /** The pictures to learn from, as they are after the transform; closing them leaves this object open. */
    public ImageSource trainingPictures() {
        return new PreparedImages(train, new ImageTransform() {
            @Override
            public Image of(Image image) {
                return transform.of(image).withChannels((int) shape[0]);
            }

            @Override
            public String description() {
                return transform.description();
            }
        });
    }

    /** What is done to pictures before they are learned from or measured on, for people. */
    public String preparation() {
        return transform.description();
    }

    /** All pictures to measure on, in order. */
    public float[] testing() {
        int n = test.count();
        return floats(testReader.read(IntStream.range(0, n).toArray(), new boolean[n]));
    }

    private void require(int n, int count, String wish, String kind) {
        if (n < 1) throw new IllegalArgumentException(wish + " must be at least 1, got " + n);
        if (n > count)
            throw new UserError(wish + " " + n + " needs as many " + kind + ", but " + name + " has " + count);
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}

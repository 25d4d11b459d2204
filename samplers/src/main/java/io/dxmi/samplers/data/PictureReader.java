package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.KeptImages;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Reads pictures of one shape from a source. For one that cannot be read, the next stands in. Methods may be called from
 * several threads.
 */
final class PictureReader {

    private final ImageSource source;
    private final ImageTransform transform;
    private final long[] shape;
    private final CorruptImages corrupt;
    private final KeptImages kept;

    /** Pictures that could not be read, and those that stand in for them. */
    private final Map<Integer, Integer> substitutes = new ConcurrentHashMap<>();

    /** Names of those that {@link #corrupt} has heard of. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param shape (C, H, W) after the transform */
    PictureReader(ImageSource source, ImageTransform transform, long[] shape, CorruptImages corrupt, KeptImages kept) {
        this.source = source;
        this.transform = transform;
        this.shape = shape;
        this.corrupt = corrupt;
        this.kept = kept;
    }

    /** The picture that is read for this one: itself, unless it is known that it cannot be read. */
    int standIn(int row) {
        return substitutes.getOrDefault(row, row);
    }

    /** Number of pictures that could not be read until now. */
    int leftOut() {
        return substitutes.size();
    }

    /**
     * The pictures of these numbers, (n, C, H, W), values 0 to 255.
     *
     * @param rows (n), each below the number of pictures
     * @param flipped (n), which of them are turned to their mirror
     * @throws UserError if a picture has another shape, or a damaged one is refused, or none can be read
     */
    byte[] read(int[] rows, boolean[] flipped) {
        int size = Math.toIntExact(shape[0] * shape[1] * shape[2]);
        byte[] out = new byte[Math.multiplyExact(rows.length, size)];
        IntStream each = source.readsInOrder()
                ? IntStream.range(0, rows.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> rows[i]))
                        .mapToInt(i -> i)
                : IntStream.range(0, rows.length).parallel();
        each.forEach(i -> {
            Image image = image(rows[i]);
            (flipped[i] ? image.flipped() : image).planes(out, i * size);
        });
        return out;
    }

    /** A picture, or the one that stands in for it. */
    private Image image(int row) {
        int first = standIn(row);
        UserError latest = null;
        for (int k = 0; k < source.count(); k++) {
            int at = (first + k) % source.count();
            try {
                Image image = kept.get(at, this::transformed);
                if (at != row) substitutes.put(row, at);
                return image;
            } catch (UserError e) {
                String name = source.name(at);
                if (!told.contains(name)) {
                    corrupt.met(e); // may refuse it, each time
                    told.add(name);
                }
                latest = e;
            }
        }
        throw new UserError(
                source.name() + ": none of " + source.count() + " pictures can be read; the last: "
                        + latest.getMessage(),
                latest);
    }

    private Image transformed(int i) {
        Image image = transform.of(source.load(i)).withChannels((int) shape[0]);
        if (image.height() == shape[1] && image.width() == shape[2]) return image;
        throw new UserError(
                source.name(i) + ": expected a picture of " + shape[1] + " x " + shape[2] + ", got " + image.size());
    }
}

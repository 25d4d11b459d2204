package io.dxmi.sampling;

import io.dxmi.build.OwnPictures;
import io.dxmi.config.DataConfig;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Reading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Pictures that are translated, read when they are asked for, as the training read those of its source. All are read once for
 * their identity, so that a damaged one is refused before anything is written.
 */
final class PictureInputs implements Inputs {

    /** Pictures that are read between two reports of progress. */
    private static final int AT_A_TIME = 256;

    private final Path input;
    private final ImageSource source;
    private final ImageTransform transform;
    private final int channels;
    private final int size;

    /** @throws UserError if there are no pictures */
    PictureInputs(Path input, DataConfig.Images data) {
        this.input = input;
        this.source = open(input, new Reading(true, data.bits()));
        this.transform = OwnPictures.transform(data);
        this.channels = data.channels();
        this.size = data.size();
    }

    private static ImageSource open(Path input, Reading reading) {
        if (Files.isDirectory(input) || !ImageSources.isPicture(input)) {
            return ImageSources.all(input, reading);
        }
        return new ImageSource() {
            @Override
            public String name() {
                return input.toString();
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public String name(int i) {
                return input.toString();
            }

            @Override
            public Image load(int i) {
                return ImageSources.picture(input, reading).image();
            }
        };
    }

    /** Of all pixels as the map reads them. */
    private long checksum(Progress progress) {
        String[] faults = new String[count()];
        int[] sums = new int[count()];
        progress.begin("read", 0, count());
        for (int at = 0; at < count(); at += AT_A_TIME) {
            int to = Math.min(count(), at + AT_A_TIME);
            each(at, to).forEach(i -> {
                try {
                    CRC32 crc = new CRC32();
                    crc.update(image(i).pixels());
                    sums[i] = (int) crc.getValue();
                } catch (UserError e) {
                    if (CorruptImages.isMemory(e)) throw e;
                    faults[i] = e.getMessage();
                }
            });
            progress.step("read", to, Map.of());
        }
        int[] damaged =
                IntStream.range(0, count()).filter(i -> faults[i] != null).toArray();
        if (damaged.length > 0) {
            String others = damaged.length == 1 ? "" : "; nor can " + (damaged.length - 1) + " others";
            throw new UserError(faults[damaged[0]] + others + "; remove what cannot be read");
        }
        progress.end("read");
        CRC32 all = new CRC32();
        for (int sum : sums) all.update(Integer.toString(sum).getBytes(StandardCharsets.UTF_8));
        return all.getValue();
    }

    private IntStream each(int from, int to) {
        IntStream all = IntStream.range(from, to);
        return source.readsInOrder() ? all : all.parallel();
    }

    private Image image(int i) {
        return transform.of(source.load(i)).withChannels(channels);
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public long[] shape() {
        return new long[] {channels, size, size};
    }

    @Override
    public float[] rows(int from, int n) {
        int pixels = channels * size * size;
        float[] rows = new float[n * pixels];
        each(from, from + n).forEach(i -> image(i).planes(rows, (i - from) * pixels));
        return rows;
    }

    @Override
    public String identity(Progress progress) {
        return OwnPictures.name(input) + " (" + Long.toHexString(checksum(progress)) + ")";
    }

    @Override
    public List<String> leftOut() {
        return source.unread();
    }

    /** Those of the pictures, with the number of the draw where there are several; none where all go into one file. */
    @Override
    public List<String> names(int draws, boolean folder) {
        if (!folder) return List.of();
        Map<String, String> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            String name = name(i);
            String other = seen.put(name, source.name(i));
            if (other != null) {
                throw new UserError(
                        other + " and " + source.name(i) + " would both become " + name + ".png; rename one of them");
            }
            if (draws == 1) names.add(name);
            else for (int k = 1; k <= draws; k++) names.add(name + "-" + k);
        }
        return names;
    }

    /** Of a file below the input, or of the input itself, the path without its ending; else its number. */
    private String name(int i) {
        String number = String.format(Locale.ROOT, "%06d", i);
        if (!Files.isDirectory(input)) return ImageSources.isPicture(input) ? stem(input.getFileName()) : number;
        Path file = Path.of(source.name(i));
        return Files.isRegularFile(file) && file.startsWith(input) ? stem(input.relativize(file)) : number;
    }

    private static String stem(Path file) {
        return file.toString().replaceFirst("\\.[^./\\\\]*$", "");
    }

    @Override
    public void close() {
        source.close();
    }
}

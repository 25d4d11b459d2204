package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.eval.plot.Pixels;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * One PNG per image, with a name of its own or that of its number: {@code 000017.png} is image 17, whatever was drawn before or beside it. The hidden file {@code .checksums} holds a checksum of each; from
 * the first image on that does not match, they are drawn again.
 */
final class PngFolder implements SampleStore {

    private final Path folder;
    private final WriteLock lock;
    private final long[] shape;
    private final String of;
    private final Path record;
    private final Path checksums;
    private final List<String> names;
    private final int count;
    private final List<String> sums = new ArrayList<>();
    private long next;

    /** @param names of all images, without their ending; empty for numbers */
    PngFolder(
            Path folder, Supplier<String> of, int count, long[] shape, int batch, List<String> names, WriteLock lock) {
        this.folder = folder;
        this.names = names;
        this.count = count;
        this.lock = lock;
        this.shape = shape;
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError(parameter("out") + " " + folder
                    + " is a file; expected a folder, or a name that ends in .npz, .png," + " .csv or .safetensors");
        }
        this.record = folder.resolve("samples.txt");
        requireOurs();
        this.of = of.get();
        SampleStore.requireSame(record, this.of);
        this.checksums = folder.resolve(".checksums");
        List<String> whole = whole();
        next = SampleStore.kept(whole.size(), count, batch);
        sums.addAll(whole.subList(0, Math.toIntExact(next)));
    }

    /** A folder of somebody else's pictures is left alone. */
    private void requireOurs() {
        if (Files.isDirectory(folder)
                && !Files.exists(record)
                && LongStream.range(0, Math.max(1, names.size())).anyMatch(n -> Files.exists(file(n)))) {
            throw new UserError(parameter("out") + " " + folder + " holds other images; expected a new folder");
        }
    }

    /** The checksums from the first image on that match. */
    private List<String> whole() {
        try {
            List<String> all = Files.exists(checksums)
                    ? new String(Files.readAllBytes(checksums), StandardCharsets.ISO_8859_1)
                            .lines()
                            .toList()
                    : List.of();
            int n = 0;
            while (n < Math.min(all.size(), count)
                    && Files.isRegularFile(file(n))
                    && all.get(n).equals(checksum(n))) n++;
            return all.subList(0, n);
        } catch (IOException e) {
            throw new UserError("cannot read " + checksums + ": " + e.getMessage(), e);
        }
    }

    private String checksum(long number) {
        CRC32C crc = new CRC32C();
        crc.update(of.getBytes(StandardCharsets.UTF_8));
        try {
            crc.update(Files.readAllBytes(file(number)));
        } catch (IOException e) {
            throw new UserError("cannot read " + file(number) + ": " + e.getMessage(), e);
        }
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private Path file(long number) {
        String name = names.isEmpty() ? String.format(Locale.ROOT, "%06d", number) : names.get(Math.toIntExact(number));
        return folder.resolve(name + ".png");
    }

    @Override
    public long done() {
        return next;
    }

    @Override
    public void add(float[] samples) {
        if (!Files.exists(record)) AtomicFiles.write(record, of + "\n"); // a call that draws nothing leaves nothing
        int size = Math.toIntExact(shape[0] * shape[1] * shape[2]);
        for (int at = 0; at < samples.length; at += size) {
            Pixels.writePng(file(next), samples, at, (int) shape[0], (int) shape[1], (int) shape[2]);
            sums.add(checksum(next));
            next++;
        }
        AtomicFiles.write(checksums, String.join("\n", sums) + "\n");
    }

    @Override
    public void finish() {}

    @Override
    public void close() {
        lock.close();
    }
}

package io.dxmi.sampling;

import io.dxmi.build.Data;
import io.dxmi.config.PairConfig;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.image.ImageSources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What is translated. */
interface Inputs extends AutoCloseable {

    /** Names of files of rows. */
    String TABLES = "(?i).*\\.(csv|tsv|txt|npz|npy|safetensors)";

    /** No pixel within -1 and 1 is so far off, whatever rounding or noise did to it. */
    float FAR = 2;

    int count();

    /** Shape of one: (d) for rows of numbers, (C, H, W) for pictures. */
    long[] shape();

    /** Number {@code from} to {@code from + n - 1}, flat. */
    float[] rows(int from, int n);

    /**
     * What tells them from others, for the record of their results. Reads them all.
     *
     * @throws UserError if one of them cannot be read
     */
    String identity(Progress progress);

    /** Names of data beside them that cannot be translated. */
    default List<String> leftOut() {
        return List.of();
    }

    /**
     * Names of their results in a store.
     *
     * @param draws results of each
     * @param folder whether each result is a file
     */
    List<String> names(int draws, boolean folder);

    @Override
    default void close() {}

    /**
     * Reads what a run translates.
     *
     * @param run whose folder is {@code folder}
     * @throws UserError if it cannot be read or does not fit the run
     */
    static Inputs of(Path input, OpenRun run, Path folder) {
        boolean pictures = ImageSources.arePictures(input);
        if (run.config().data() instanceof PairConfig.UnpairedImages pair) {
            if (pictures) return new PictureInputs(input, pair.start());
            if (!input.toString().matches(TABLES)) {
                throw new UserError(input + ": " + folder + " translates pictures; expected a folder or .zip of them, a"
                        + " picture (" + ImageSources.formats() + "), uint8 (N, H, W, C) in .npz or .npy, or rows of"
                        + " pixels in .csv, .npz, .npy or .safetensors");
            }
        } else if (pictures) {
            String what = run.config().data().spectralBasis().isPresent() ? "curves" : "points";
            throw new UserError(input + " has pictures, but " + folder + " translates " + what
                    + "; expected a table (.csv), or an array (n, d) in .npz, .npy or .safetensors");
        }
        DataSet read = PointFiles.read(input);
        run.requireDimensions(Data.coordinates(run.config().data(), read));
        if (run.config().data() instanceof PairConfig.UnpairedImages) requirePixels(input, read);
        List<String> known = RunContent.read(folder).map(RunContent::columns).orElse(List.of());
        return new Rows(NamedColumns.of(read, input, known), Sampling.named(input));
    }

    /** Pixels of 0 to 255 would give results, which look like pictures and are none of the map's. */
    private static void requirePixels(Path input, DataSet rows) {
        float[] values = rows.values();
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) <= FAR) continue;
            throw new UserError(input + ": expected pixels within -1 and 1, got " + values[i] + " in row "
                    + i / rows.dimensions() + "; give uint8 (N, H, W, C), or x / 127.5 - 1");
        }
    }

    /** Rows of numbers. */
    record Rows(NamedColumns named, String name) implements Inputs {

        @Override
        public String identity(Progress progress) {
            return name;
        }

        @Override
        public int count() {
            return named.rows().rows();
        }

        @Override
        public long[] shape() {
            return new long[] {named.rows().dimensions()};
        }

        @Override
        public float[] rows(int from, int n) {
            int d = named.rows().dimensions();
            return Arrays.copyOfRange(named.rows().values(), from * d, (from + n) * d);
        }

        @Override
        public List<String> names(int draws, boolean folder) {
            return named.names();
        }
    }
}

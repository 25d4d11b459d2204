package io.dxmi.sampling;

import io.dxmi.build.Data;
import io.dxmi.config.PairConfig;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What is translated. */
interface Inputs extends AutoCloseable {

    int count();

    /** Shape of one: (d) for rows of numbers, (C, H, W) for pictures. */
    long[] shape();

    /** Number {@code from} to {@code from + n - 1}, flat. */
    float[] rows(int from, int n);

    /** What tells them from others, for the record of their results. */
    String identity();

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
     * @throws io.dxmi.samplers.UserError if it cannot be read or does not fit the run
     */
    static Inputs of(Path input, OpenRun run, Path folder) {
        if (run.config().data() instanceof PairConfig.UnpairedImages pair && PictureInputs.arePictures(input)) {
            return new PictureInputs(input, pair.start());
        }
        DataSet read = PointFiles.read(input);
        run.requireDimensions(Data.coordinates(run.config().data(), read));
        List<String> known = RunContent.read(folder).map(RunContent::columns).orElse(List.of());
        return new Rows(NamedColumns.of(read, input, known), Sampling.named(input));
    }

    /** Rows of numbers. */
    record Rows(NamedColumns named, String identity) implements Inputs {

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

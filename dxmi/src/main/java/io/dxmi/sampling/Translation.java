package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Device;
import io.dxmi.config.GameConfig;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.trained.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Data to translate by the map of a transport run. Draw k of datum i of a seed is the same however many draws and data there are.
 *
 * @param run a run folder of {@code game.kind=transport}
 * @param input points or curves, one a row, as {@link PointFiles} reads them, curves on any grid of at least {@code data.modes}
 *     values; or, for a run of pictures, pictures
 * @param out the new file: .csv, .npz or .safetensors, of pictures also .png; or a folder for pictures. The draws of a datum
 *     follow each other, data in the order of the input
 * @param draws results of each datum
 * @param seed of the noise
 * @param checkpoint of the run
 */
public record Translation(Path run, Path input, Path out, int draws, long seed, CheckpointChoice checkpoint) {

    /** Most draws of a datum. */
    private static final int MOST = 100_000;

    /** Most numbers that are read at a time, but for one datum. */
    private static final int NUMBERS = 8_000_000;

    /**
     * What was translated.
     *
     * @param rows data of the input
     * @param before how many of the results an earlier call had written
     * @param leftOut pictures of the input that were not translated, because their format is not read
     */
    public record Result(String preset, int rows, Path checkpoint, long before, List<String> leftOut) {}

    /** @throws UserError if an argument is out of its range, the input is missing, or the output is there or in the input */
    public Translation {
        if (draws < 1 || draws > MOST) {
            throw new UserError(parameter("draws") + " must be within 1 and " + MOST + ", got " + draws);
        }
        if (!Files.exists(input)) throw new UserError(input + ": no such file; expected the data to translate");
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new UserError(parameter("out") + " " + out + " exists; expected a new file");
        }
        if (Files.isDirectory(input) && !out.toString().matches(".*\\.(csv|npz|safetensors)") && isIn(input, out)) {
            throw new UserError(parameter("out") + " " + out + " lies in the input; expected a folder outside it");
        }
    }

    /** Whether a path, where there need not be anything, is a folder or lies in it: its pictures would become inputs. */
    private static boolean isIn(Path folder, Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there)) there = there.getParent();
        try {
            return there.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException e) {
            throw new UserError("cannot read " + there + ": " + e.getMessage(), e);
        }
    }

    /**
     * Translates what is missing.
     *
     * @throws UserError if the run is no transport, if the input does not fit it, or if the file cannot be written
     */
    public Result translate(Device device, Progress progress) {
        try (OpenRun opened = OpenRun.open(run, checkpoint, device)) {
            requireDraws(opened);
            try (Inputs inputs = Inputs.of(input, opened, run)) {
                return translate(opened, inputs, progress);
            }
        }
    }

    private Result translate(OpenRun opened, Inputs inputs, Progress progress) {
        long[] shape = inputs.shape();
        int d = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        boolean folder = SampleStore.isFolder(out, shape);
        if (!folder && Files.isDirectory(out)) {
            throw new UserError(parameter("out") + " " + out + " is a folder; expected a new file");
        }
        requireSize(inputs.count(), folder ? 1 : d);
        Moves moves = Moves.of(opened);
        int batch = Math.max(1, Math.min(Trained.BATCH, NUMBERS / d) / draws);
        int count = inputs.count() * draws;
        Supplier<String> of = () -> "checkpoint " + Sampling.named(opened.checkpoint()) + ", input "
                + inputs.identity(progress) + ", seed " + seed + ", draws " + draws;
        List<String> names = inputs.names(draws, folder);
        try (SampleStore store = SampleStore.open(out, of, count, shape, batch * draws, names)) {
            long before = Math.min(count, store.done());
            fill(store, (int) (before / draws), batch, inputs, d, moves, progress);
            return new Result(opened.config().name(), inputs.count(), opened.checkpoint(), before, inputs.leftOut());
        }
    }

    private void requireDraws(OpenRun opened) {
        if (!(opened.config().game() instanceof GameConfig.Transport rules)) {
            throw new UserError(
                    run + " draws samples from noise; expected a run of game.kind=transport, such as 'dxmi train"
                            + " transport' writes");
        }
        if (draws > 1 && !rules.stochastic()) {
            throw new UserError(
                    "the map of " + run + " reads no noise (game.from=0) and gives one result a row; expected "
                            + parameter("draws") + " 1, got " + draws);
        }
    }

    private void requireSize(int rows, int d) {
        long most = (Integer.MAX_VALUE - 8L) / d;
        if ((long) rows * draws > most) {
            throw new UserError(parameter("draws") + " " + draws + " of " + rows + " rows make too many results for"
                    + " one file; expected at most " + most / rows);
        }
    }

    /** @param from number of the input */
    private void fill(SampleStore store, int from, int batch, Inputs inputs, int d, Moves moves, Progress progress) {
        int all = inputs.count();
        int kept = from;
        try {
            progress.begin("translate", from, all);
            for (int at = from; at < all; at += batch) {
                int n = Math.min(batch, all - at);
                store.add(translated(inputs.rows(at, n), d, at, moves));
                kept = at + n;
                progress.step("translate", kept, Map.of());
            }
            progress.end("translate");
            store.finish();
        } catch (WriteFailed e) {
            throw e.keeping("the results of " + kept + " of " + all + " rows");
        }
    }

    private float[] translated(float[] rows, int d, int at, Moves moves) {
        int n = rows.length / d;
        float[] out = new float[n * draws * d];
        for (int k = 0; k < draws; k++) {
            float[] drawn = moves.translate(rows, d, Seeds.mix(seed, k), at);
            for (int i = 0; i < n; i++) System.arraycopy(drawn, i * d, out, (i * draws + k) * d, d);
        }
        return out;
    }
}

package io.dxmi.sampling;

import static io.dxmi.samplers.UserError.parameter;

import ai.djl.Device;
import io.dxmi.build.Data;
import io.dxmi.config.GameConfig;
import io.dxmi.runs.OpenRun;
import io.dxmi.runs.checkpoint.CheckpointChoice;
import io.dxmi.runs.folder.RunContent;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.trained.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Data to translate by the map of a transport run. Draw k of row i of a seed is the same however many draws and rows there are.
 *
 * @param run a run folder of {@code game.kind=transport}
 * @param input points or curves, one a row, as {@link PointFiles} reads them; curves on any grid of at least {@code data.modes}
 *     values
 * @param out the new file: .csv, .npz or .safetensors; the draws of a row follow each other, rows in the order of the input
 * @param draws results of each row
 * @param seed of the noise
 * @param checkpoint of the run
 */
public record Translation(Path run, Path input, Path out, int draws, long seed, CheckpointChoice checkpoint) {

    /** Most draws of a row. */
    private static final int MOST = 100_000;

    /** What was translated: rows of the input, the checkpoint, and how many of the results an earlier call had written. */
    public record Result(String preset, int rows, Path checkpoint, long before) {}

    /** @throws UserError if an argument is out of its range, the input is missing or the output is there */
    public Translation {
        if (draws < 1 || draws > MOST) {
            throw new UserError(parameter("draws") + " must be within 1 and " + MOST + ", got " + draws);
        }
        if (!Files.exists(input)) throw new UserError(input + ": no such file; expected the points to translate");
        if (Files.exists(out)) {
            throw new UserError(parameter("out") + " " + out + " exists; expected a new file");
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
            DataSet read = PointFiles.read(input);
            opened.requireDimensions(Data.coordinates(opened.config().data(), read));
            List<String> known = RunContent.read(run).map(RunContent::columns).orElse(List.of());
            NamedColumns named = NamedColumns.of(read, input, known);
            DataSet rows = named.rows();
            Moves moves = Moves.of(opened);
            requireSize(rows);
            int batch = Math.max(1, Trained.BATCH / draws);
            int count = rows.rows() * draws;
            String of = "checkpoint " + Sampling.named(opened.checkpoint()) + ", input " + Sampling.named(input)
                    + ", seed " + seed + ", draws " + draws;
            long[] shape = {rows.dimensions()};
            try (SampleStore store = SampleStore.open(out, of, count, shape, batch * draws, named.names())) {
                long before = Math.min(count, store.done());
                fill(store, (int) (before / draws), batch, rows, moves, progress);
                return new Result(opened.config().name(), rows.rows(), opened.checkpoint(), before);
            }
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

    private void requireSize(DataSet rows) {
        long most = (Integer.MAX_VALUE - 8L) / rows.dimensions();
        if ((long) rows.rows() * draws > most) {
            throw new UserError(parameter("draws") + " " + draws + " of " + rows.rows()
                    + " rows make too many results for" + " one file; expected at most " + most / rows.rows());
        }
    }

    /** @param from row of the input */
    private void fill(SampleStore store, int from, int batch, DataSet rows, Moves moves, Progress progress) {
        int kept = from;
        try {
            progress.begin("translate", from, rows.rows());
            for (int at = from; at < rows.rows(); at += batch) {
                int n = Math.min(batch, rows.rows() - at);
                store.add(translated(rows, at, n, moves));
                kept = at + n;
                progress.step("translate", kept, Map.of());
            }
            progress.end("translate");
            store.finish();
        } catch (WriteFailed e) {
            throw e.keeping("the results of " + kept + " of " + rows.rows() + " rows");
        }
    }

    private float[] translated(DataSet rows, int at, int n, Moves moves) {
        int d = rows.dimensions();
        float[] part = new float[n * d];
        System.arraycopy(rows.values(), at * d, part, 0, part.length);
        float[] out = new float[n * draws * d];
        for (int k = 0; k < draws; k++) {
            float[] drawn = moves.translate(part, d, Seeds.mix(seed, k), at);
            for (int i = 0; i < n; i++) System.arraycopy(drawn, i * d, out, (i * draws + k) * d, d);
        }
        return out;
    }
}

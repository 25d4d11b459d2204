package io.dxmi.judge;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.eval.plot.CurvesFigure;
import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.eval.plot.TransportFigure;
import io.dxmi.samplers.data.DataSource;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.engine.Seeds;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The picture of a transport: of points and curves the source, some of its data with their results, all results, and the
 * target; of pictures some of the source above their results, and some of the target. Rows are flat, (n, sample shape).
 */
final class TransportPictures {

    /** Data with arrows to their results, and arrows from each. */
    private static final int ARROWS = 40;

    private static final int ARROWS_OF_ONE = 4;

    /** Curves with their results. */
    private static final int CURVES = 2;

    /** Values of a curve. */
    private static final int GRID = 256;

    /** Pictures side by side. */
    private static final int COLUMNS = 10;

    private final DataSource data;
    private final Config config;
    private final long seed;
    private final int draws;
    private final int d;

    /** @param data the target */
    TransportPictures(DataSource data, Config config, GameConfig.Transport rules, long seed) {
        this.data = data;
        this.config = config;
        this.seed = seed;
        this.draws = rules.stochastic() ? ARROWS_OF_ONE : 1;
        this.d = Math.toIntExact(Arrays.stream(data.sampleShape()).reduce(1, Math::multiplyExact));
    }

    /** Whether such data can be drawn. */
    boolean there() {
        return d == 2
                || config.data().spectralBasis().isPresent()
                || config.data().imageShaped();
    }

    /**
     * Draws it.
     *
     * @param target some of it that training never saw
     * @param results of data of the source that training never saw
     * @param title of the results
     */
    void write(Trained trained, float[] target, float[] results, String title, Path file) {
        if (config.data().imageShaped()) {
            grid(trained, target, file);
            return;
        }
        SpectralBasis basis = config.data().spectralBasis().orElse(null);
        float[][] starts = starts(trained, basis == null ? ARROWS : CURVES);
        float[][][] ends = plan(trained, starts, draws, Seeds.mix(seed, "plan"));
        float[][] source = rows(trained.transport().starts(seed, 0, results.length / d));
        if (basis == null) {
            TransportFigure.write(
                    file, source, starts, ends, rows(results), rows(target), "source", "arrows", title, data.name());
            return;
        }
        CurvesFigure.write(
                file,
                curves(basis, source),
                curves(basis, starts),
                Arrays.stream(ends).map(all -> curves(basis, all)).toArray(float[][][]::new),
                curves(basis, rows(results)),
                curves(basis, rows(target)),
                "source",
                "some of them, and what they become",
                title,
                data.name());
    }

    private float[][] starts(Trained trained, int n) {
        return rows(trained.transport().starts(Seeds.mix(seed, "arrows"), 0, n));
    }

    /** One line of pictures of the source, a line for each draw of their results, and one of the target. */
    private void grid(Trained trained, float[] target, Path file) {
        int columns = Math.min(COLUMNS, target.length / d);
        float[][] starts = starts(trained, columns);
        float[][][] ends = plan(trained, starts, draws, Seeds.mix(seed, "plan"));
        List<float[]> shown = new ArrayList<>(List.of(starts));
        List<String> lines = new ArrayList<>(List.of("source"));
        for (int k = 0; k < draws; k++) {
            for (float[][] of : ends) shown.add(of[k]);
            lines.add(draws == 1 ? "result" : "result " + (k + 1));
        }
        shown.addAll(Arrays.asList(rows(target)).subList(0, columns));
        lines.add("target");
        float[] values = new float[shown.size() * d];
        for (int i = 0; i < shown.size(); i++) System.arraycopy(shown.get(i), 0, values, i * d, d);
        long[] shape = data.sampleShape();
        new ImageGrid(values, shown.size(), (int) shape[0], (int) shape[1], (int) shape[2])
                .write(file, lines, Collections.nCopies(columns, ""));
    }

    /** Results of data, some of each, (data, draws, d). */
    float[][][] plan(Trained trained, float[][] x, int each, long noise) {
        float[] moved = trained.transport().translate(repeated(x, each), noise, 0);
        return grouped(moved, x.length, each);
    }

    /** Each datum so many times, one after the other. */
    float[] repeated(float[][] x, int times) {
        float[] all = new float[x.length * times * d];
        for (int i = 0; i < x.length * times; i++) System.arraycopy(x[i / times], 0, all, i * d, d);
        return all;
    }

    float[][][] grouped(float[] flat, int groups, int size) {
        float[][] rows = rows(flat);
        float[][][] out = new float[groups][][];
        for (int i = 0; i < groups; i++) out[i] = Arrays.copyOfRange(rows, i * size, (i + 1) * size);
        return out;
    }

    float[][] rows(float[] flat) {
        float[][] rows = new float[flat.length / d][d];
        for (int i = 0; i < flat.length; i++) rows[i / d][i % d] = flat[i];
        return rows;
    }

    private static float[][] curves(SpectralBasis basis, float[][] coefficients) {
        return Arrays.stream(coefficients).map(one -> basis.curves(one, GRID)).toArray(float[][]::new);
    }
}

package io.dxmi.sampling;

import io.dxmi.runs.OpenRun;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.trained.TransportMap;

/** How the rows of a file are translated. */
interface Moves {

    /**
     * Results of rows.
     *
     * @param rows (n, d), flat
     * @param d values of a row
     * @param seed of the noise; row i has that of number {@code first + i}
     * @return (n, d), flat
     */
    float[] translate(float[] rows, int d, long seed, long first);

    /**
     * As a run does it. Curves on any grid are moved by what the map changes of their coefficients; what their modes do not
     * show of them stays as it is.
     */
    static Moves of(OpenRun run) {
        TransportMap map = run.trained().transport();
        SpectralBasis basis = run.config().data().spectralBasis().orElse(null);
        if (basis == null) return (rows, d, seed, first) -> map.translate(rows, seed, first);
        return (rows, d, seed, first) -> {
            float[] from = basis.coefficients(rows, d);
            float[] change = map.translate(from, seed, first);
            for (int i = 0; i < change.length; i++) change[i] -= from[i];
            float[] out = basis.curves(change, d);
            for (int i = 0; i < out.length; i++) out[i] += rows[i];
            return out;
        };
    }
}

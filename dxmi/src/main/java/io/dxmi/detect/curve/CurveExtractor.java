package io.dxmi.detect.curve;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.feature.Explained;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.SpectralBasis.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A curve's first coefficients in an orthonormal basis (as curves are seen in Hilbert transport, arXiv 2602.14086), and the
 * standard deviation of what these modes leave of its values; each is standardised. Neither depends on the grid: a curve of
 * these modes has the same coefficients on every grid of more values than modes, and independent noise on the values leaves
 * the same deviation.
 */
public final class CurveExtractor implements Explained {

    /** Fewer values of a curve tell no modes from noise. */
    public static final int FEWEST_VALUES = 8;

    /** A feature is not scaled as if it varied less than this share of the values: rounding is no information. */
    private static final double LEAST_SD = 1e-4;

    private final SpectralBasis basis;
    private final TableScaling scaling;
    private volatile double[][] functions = new double[1][0]; // on the last grid

    /**
     * An extractor that was learned.
     *
     * @param scaling of the coefficients and of the deviation, (modes + 1)
     */
    public CurveExtractor(SpectralBasis basis, TableScaling scaling) {
        this.basis = basis;
        this.scaling = scaling;
    }

    /**
     * Chooses the basis and, unless the user did, the number of modes; learns the scaling. The basis is the one that needs fewer
     * modes, or leaves less beyond the given number.
     *
     * @param where the data, for messages
     * @param curves (n, values)
     * @throws UserError if curves are too short, or more modes are wanted than they have
     */
    public static CurveExtractor fit(String where, CurveChoice choice, double[][] curves) {
        int values = curves[0].length;
        if (values < FEWEST_VALUES) {
            throw new UserError(where + ": expected curves of at least " + FEWEST_VALUES + " values, got " + values);
        }
        int given = choice.modes();
        if (given >= values) {
            throw new UserError(UserError.parameter("curves") + " " + given + ": expected fewer modes than the "
                    + values + " values of a curve in " + where);
        }
        int looked = given > 0 ? given : CurveModes.looked(values);
        CurveModes cosine = new CurveModes(Kind.COSINE, curves, looked);
        CurveModes sine = new CurveModes(Kind.SINE, curves, looked);
        boolean better = given > 0 ? sine.left() < cosine.left() : sine.needed() < cosine.needed();
        CurveModes chosen = better ? sine : cosine;
        SpectralBasis basis = new SpectralBasis(chosen.kind(), given > 0 ? given : chosen.needed());
        double[][] functions = basis.on(values);
        double[][] features =
                Arrays.stream(curves).map(curve -> features(curve, functions)).toArray(double[][]::new);
        double[] alike = new double[basis.modes() + 1]; // no feature counts more than another
        Arrays.fill(alike, 1);
        TableScaling scaling = TableScaling.fit(where, names(basis), false, features, alike);
        double least = LEAST_SD * Math.sqrt(cosine.variance());
        double[] sd = Arrays.stream(scaling.sd()).map(v -> Math.max(v, least)).toArray();
        return new CurveExtractor(
                basis,
                new TableScaling(scaling.columns(), false, scaling.median(), scaling.mean(), sd, scaling.single()));
    }

    /** Names of the features. */
    public static List<String> names(SpectralBasis basis) {
        return IntStream.rangeClosed(1, basis.modes() + 1)
                .mapToObj(k -> k <= basis.modes() ? "mode " + k : "beyond mode " + basis.modes())
                .toList();
    }

    public SpectralBasis basis() {
        return basis;
    }

    public TableScaling scaling() {
        return scaling;
    }

    @Override
    public int dimensions() {
        return basis.modes() + 1;
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int columns() {
        return 1;
    }

    @Override
    public float[] of(Sample sample) {
        double[] curve = curve(sample);
        return scaling.apply(features(curve, functions(curve.length)));
    }

    private double[] curve(Sample sample) {
        double[] curve = TableExtractor.exact(sample);
        if (curve.length <= basis.modes()) {
            throw new UserError(sample.name() + " has " + curve.length + " values, but the model sees " + basis.modes()
                    + " modes of a curve, which takes more values than modes");
        }
        for (int j = 0; j < curve.length; j++) {
            if (Double.isFinite(curve[j])) continue;
            throw new UserError(
                    sample.name() + ": expected a finite number in every place of a curve, got none in place " + (j + 1)
                            + "; fill the gap, or leave the curve out");
        }
        return curve;
    }

    private double[][] functions(int values) {
        double[][] known = functions;
        if (known[0].length != values) {
            known = basis.on(values);
            functions = known;
        }
        return known;
    }

    /** Coefficients, and the standard deviation of what they leave, (modes + 1). */
    private static double[] features(double[] curve, double[][] functions) {
        int modes = functions.length;
        double[] out = new double[modes + 1];
        for (int k = 0; k < modes; k++) out[k] = CurveModes.coefficient(curve, functions[k]);
        double sum = 0;
        for (double left : left(curve, functions, out)) sum += left * left;
        out[modes] = Math.sqrt(sum / (curve.length - modes));
        return out;
    }

    /** A curve without its first modes. */
    private static double[] left(double[] curve, double[][] functions, double[] coefficients) {
        double[] left = curve.clone();
        for (int k = 0; k < functions.length; k++) {
            for (int j = 0; j < left.length; j++) left[j] -= coefficients[k] * functions[k][j];
        }
        return left;
    }

    @Override
    public double[] byPart(double[] features) {
        return features;
    }

    /** Beyond the modes, also the place of the value, counted from 1, that they miss most. */
    @Override
    public String part(int part, Sample sample) {
        String name = scaling.columns().get(part);
        if (part < basis.modes()) return name;
        double[] curve = curve(sample);
        double[][] functions = functions(curve.length);
        double[] left = left(curve, functions, features(curve, functions));
        int most = 0;
        for (int j = 1; j < left.length; j++) if (Math.abs(left[j]) > Math.abs(left[most])) most = j;
        return name + " (place " + (most + 1) + ")";
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return scaling.tensors();
    }
}

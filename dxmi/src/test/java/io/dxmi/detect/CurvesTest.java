package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.curve.CurveData;
import io.dxmi.detect.curve.CurveExtractor;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.data.SpectralBasis.Kind;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Curves: their features, and files of them on any grid. */
class CurvesTest {

    private static final int MODES = 6;

    @TempDir
    Path folder;

    private static FitOptions untrained(CurveChoice curves) {
        FitOptions options = FitOptions.defaults(0).withCurves(curves);
        return options.withJoint(options.joint().withIterations(0));
    }

    /** Curves of six modes of one kind on a grid, with independent noise on the values. */
    private static double[][] curves(Kind kind, int rows, int grid, double noise, long seed) {
        SplittableRandom coefficients = new SplittableRandom(seed);
        SplittableRandom errors = new SplittableRandom(seed + grid);
        double[][] functions = new SpectralBasis(kind, MODES).on(grid);
        double[][] all = new double[rows][grid];
        for (double[] curve : all) {
            for (double[] function : functions) {
                double c = coefficients.nextGaussian();
                for (int j = 0; j < grid; j++) curve[j] += c * function[j];
            }
            for (int j = 0; j < grid; j++) curve[j] += noise * errors.nextGaussian();
        }
        return all;
    }

    private Path write(String name, double[][] curves, int[] labels) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < curves[0].length; j++) text.append("t").append(j).append(',');
        text.append(labels == null ? "unit" : "label").append('\n');
        for (int i = 0; i < curves.length; i++) {
            for (double value : curves[i]) text.append(value).append(',');
            text.append(labels == null ? "unit " + i : labels[i]).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private Path nameless(String name, double[][] curves) throws Exception {
        StringBuilder text = new StringBuilder();
        for (double[] curve : curves) {
            text.append(Arrays.toString(curve).replaceAll("[\\[\\] ]", "")).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private ModelRecord fit(Path data, TableChoice choice, CurveChoice curves) {
        return Detection.fit(data, folder.resolve("model"), choice, untrained(curves), Progress.NONE)
                .single()
                .orElseThrow();
    }

    private List<String> score(Path data, TableChoice choice) throws Exception {
        Path scores = folder.resolve("scores.csv");
        Files.deleteIfExists(scores);
        Detection.score(folder.resolve("model"), data, scores, null, choice, Progress.NONE);
        List<String> lines = Files.readAllLines(scores);
        return lines.subList(1, lines.size());
    }

    private static double[] scores(List<String> lines) {
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toArray();
    }

    private static final TableChoice DROP = new TableChoice(null, null, List.of("unit"));

    /** {@code 2 + 3 sqrt(2) cos(2 pi t)}, and half the sixth function, which three modes leave. */
    @Test
    void featuresAreCoefficientsAndWhatTheyLeave() {
        SpectralBasis basis = new SpectralBasis(Kind.COSINE, 3);
        double[] zeros = new double[4];
        double[] ones = {1, 1, 1, 1};
        TableScaling identity = new TableScaling(CurveExtractor.names(basis), false, zeros, zeros, ones, false);
        int n = 16;
        float[] curve = new float[n];
        for (int j = 0; j < n; j++) {
            double t = (j + 0.5) / n;
            curve[j] = (float) (2 + Math.sqrt(2) * (3 * Math.cos(2 * Math.PI * t) + 0.5 * Math.cos(5 * Math.PI * t)));
        }
        float[] expected = {2, 0, 3, (float) (0.5 * Math.sqrt(16 / 13.0))};
        assertThat(new CurveExtractor(basis, identity).of(Sample.of("curve", curve, n)))
                .containsExactly(expected, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource
    void basisAndModesAreThoseOfTheCurves(Kind kind) {
        for (double noise : new double[] {0, 0.05, 0.5}) {
            SpectralBasis found = CurveExtractor.fit("curves", CurveChoice.AUTO, curves(kind, 200, 64, noise, 4))
                    .basis();
            assertThat(found).as("noise %s", noise).isEqualTo(new SpectralBasis(kind, MODES));
            found = CurveExtractor.fit("curves", new CurveChoice(MODES), curves(kind, 200, 64, noise, 4))
                    .basis();
            assertThat(found).isEqualTo(new SpectralBasis(kind, MODES));
        }
    }

    @Test
    void fewCurvesHaveFewModes() {
        double[][] few = curves(Kind.COSINE, 10, 64, 0.01, 3);
        assertThat(CurveExtractor.fit("curves", CurveChoice.AUTO, few).basis().modes())
                .isEqualTo(5);
        double[][] equal = new double[12][20];
        assertThat(CurveExtractor.fit("curves", CurveChoice.AUTO, equal).of(Sample.of("zeros", new float[20], 20)))
                .containsOnly(0f);
    }

    /** Independent noise on the values leaves the same deviation on every grid. */
    @Test
    void noiseLooksTheSameOnOtherGrids() {
        double[][] fitted = curves(Kind.COSINE, 300, 64, 0.1, 7);
        CurveExtractor extractor = CurveExtractor.fit("curves", CurveChoice.AUTO, fitted);
        for (int grid : new int[] {32, 64, 256}) {
            double sum = 0;
            for (double[] curve : curves(Kind.COSINE, 300, grid, 0.1, 8)) {
                float[] features = extractor.of(sample(curve));
                sum += features[extractor.dimensions() - 1] / 300;
            }
            assertThat(sum)
                    .as("mean of the standardised deviation at %s values", grid)
                    .isBetween(-0.25, 0.25);
        }
    }

    private static Sample sample(double[] curve) {
        return Sample.of("curve", floats(curve), curve.length);
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[i] = (float) values[i];
        return out;
    }

    @Test
    void aModelScoresTheSameCurvesAlikeOnEveryGrid() throws Exception {
        ModelRecord about = fit(write("fit.csv", curves(Kind.COSINE, 100, 48, 0, 1), null), DROP, CurveChoice.AUTO);
        assertThat(about.summary())
                .containsEntry("kind", "curves")
                .containsEntry("values", 48L)
                .containsEntry("basis", "cosine")
                .containsEntry("modes", MODES)
                .containsEntry("left_out", Map.of("unit", "dropped"));
        double[] expected = scores(score(write("same.csv", curves(Kind.COSINE, 20, 48, 0, 2), null), TableChoice.NONE));
        for (int grid : new int[] {MODES + 1, 20, 96, 500}) {
            List<String> lines = score(write("grid.csv", curves(Kind.COSINE, 20, grid, 0, 2), null), TableChoice.NONE);
            assertThat(scores(lines)).as("%s values", grid).containsExactly(expected, within(1e-4));
            assertThat(lines.get(3)).endsWith(",unit 3");
        }
    }

    @Test
    void oddCurvesAreFlaggedWithTheirModeOrPlace() throws Exception {
        fit(write("fit.csv", curves(Kind.COSINE, 200, 64, 0.05, 1), null), DROP, CurveChoice.AUTO);
        double[][] odd = curves(Kind.COSINE, 4, 128, 0.05, 2);
        odd[1][99] += 2;
        double[] third = new SpectralBasis(Kind.COSINE, MODES).on(128)[2];
        for (int j = 0; j < 128; j++) odd[3][j] += 8 * third[j];
        List<String> lines = score(write("odd.csv", odd, null), TableChoice.NONE);
        assertThat(lines.get(1)).contains(",1,", "beyond mode 6 (place 100) ");
        assertThat(lines.get(3)).contains(",1,", "mode 3 ");
    }

    @Test
    void labelsAreFoundAndEvaluated() throws Exception {
        double[][] all = curves(Kind.SINE, 120, 64, 0.05, 1);
        int[] labels = new int[120];
        for (int i = 0; i < 120; i += 6) {
            labels[i] = 1;
            for (int j = 30; j < 34; j++) all[i][j] += 3;
        }
        Path data = write("labelled.csv", all, labels);
        ModelRecord about = fit(data, TableChoice.NONE, CurveChoice.AUTO);
        assertThat(about.fittedOn() + about.heldOut()).isGreaterThanOrEqualTo(100);
        assertThat(about.labelColumn()).isEqualTo("label");
        Map<String, Object> measured = DetectJson.evaluated(
                Detection.evaluate(folder.resolve("model"), data, TableChoice.NONE, null, Progress.NONE));
        assertThat(((Number) ((Map<?, ?>) measured.get("metrics")).get("auroc")).doubleValue())
                .isGreaterThan(0.99);
        Path ranked = folder.resolve("ranked.csv");
        Detection.outliers(data, ranked, TableChoice.NONE, CurveChoice.AUTO, Outliers.AUTO, Progress.NONE);
        for (String line : Files.readAllLines(ranked).subList(1, 21)) {
            assertThat(labels[Integer.parseInt(line.replaceAll(".*csv:(\\d+),.*", "$1")) - 2])
                    .isEqualTo(1);
        }
        FitOptions options = untrained(CurveChoice.AUTO);
        assertThat(Detection.compare(data, TableChoice.NONE, List.of(), 1, options, Progress.NONE)
                        .rows()
                        .get(0)
                        .auroc())
                .isGreaterThan(0.99);
    }

    @Test
    void arraysAndVectorsOfAnyGridAreScoredAsTables() throws Exception {
        double[][] fitted = curves(Kind.COSINE, 60, 40, 0.1, 1);
        float[] flat = new float[60 * 40];
        for (int i = 0; i < 60; i++) System.arraycopy(floats(fitted[i]), 0, flat, 40 * i, 40);
        Npz.write(folder.resolve("fit.npz"), Map.of("features", HostTensor.of(flat, 60, 40)));
        fit(folder.resolve("fit.npz"), TableChoice.NONE, new CurveChoice(8));
        double[][] other = curves(Kind.COSINE, 10, 100, 0.1, 2);
        double[] expected = scores(score(nameless("other.csv", other), TableChoice.NONE));
        try (ZooModel<float[], AnomalyResult> model =
                        AnomalyModels.vectors(folder.resolve("model")).loadModel();
                Predictor<float[], AnomalyResult> predictor = model.newPredictor()) {
            for (int i = 0; i < 10; i++) {
                assertThat(predictor.predict(floats(other[i])).score()).isCloseTo(expected[i], within(1e-3));
            }
            assertThatThrownBy(() -> predictor.predict(new float[8]))
                    .rootCause()
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("has 8 values, but the model sees 8 modes");
            float[] gap = floats(other[0]);
            gap[4] = Float.NaN;
            assertThatThrownBy(() -> predictor.predict(gap)).rootCause().hasMessageContaining("none in place 5");
        }
        assertThatThrownBy(() -> AnomalyModels.rows(folder.resolve("model")))
                .hasMessageContaining("got one of kind curves; use AnomalyModels.vectors");
    }

    private void refused(String message, Path data, TableChoice choice) {
        assertThatThrownBy(() -> score(data, choice))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }

    /** Values are told from labels and other columns by their names, or by their number where there are none. */
    @Test
    void otherColumnsAreNotTakenForValues() throws Exception {
        Path named = write("fit.csv", curves(Kind.COSINE, 40, 32, 0.1, 1), null);
        assertThatThrownBy(() -> fit(named, TableChoice.NONE, CurveChoice.AUTO))
                .hasMessageContaining("column unit has no number in its name");
        fit(named, DROP, CurveChoice.AUTO);
        double[][] other = curves(Kind.COSINE, 5, 50, 0.1, 2);
        String text = Files.readString(write("other.csv", other, null));
        Path status = Files.writeString(folder.resolve("status.csv"), text.replace("unit\n", "status\n"));
        refused("column status has no number in its name", status, TableChoice.NONE);
        assertThat(score(status, new TableChoice(null, null, List.of("status"))))
                .hasSize(5);
        refused(
                "expected the values of a curve in columns that follow each other, but t7,",
                folder.resolve("other.csv"),
                new TableChoice(null, null, List.of("t7")));
        refused("expected names of columns, or 32 values a row", nameless("plain.csv", other), TableChoice.NONE);
        assertThat(score(nameless("plain.csv", curves(Kind.COSINE, 5, 32, 0.1, 2)), TableChoice.NONE))
                .hasSize(5);
        Path gap = Files.writeString(folder.resolve("gap.csv"), text.replaceFirst("\n[^,]*,[^,]*,", "\n1,,"));
        refused("gap.csv:2, column t1: expected a finite number, a value of the curve, got nothing", gap, DROP);
    }

    @Test
    void numbersOfPlacesInFrontOfTheCurvesAreNoCurve() throws Exception {
        double[][] all = curves(Kind.COSINE, 40, 32, 0.1, 1);
        for (int j = 0; j < 32; j++) all[0][j] = 400.5 + 0.5 * j;
        Path data = nameless("spectra.csv", all);
        assertThatThrownBy(() -> fit(data, TableChoice.NONE, CurveChoice.AUTO))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("spectra.csv:1: expected a curve, got numbers in equal steps");
    }

    @Test
    void wavelengthsInUnequalStepsAreNoCurve() throws Exception {
        double[][] all = curves(Kind.COSINE, 40, 32, 0.1, 1);
        for (int j = 0; j < 32; j++) all[0][j] = 400.5 + 0.5 * j + 0.001 * j * j;
        Path data = nameless("spectra.csv", all);
        assertThatThrownBy(() -> fit(data, TableChoice.NONE, CurveChoice.AUTO))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("spectra.csv:1: expected a curve, got numbers that rise or fall, away from all");
        for (int j = 0; j < 32; j++) all[0][j] = 0.001 * j * j; // a rising curve among the others
        fit(nameless("rising.csv", all), TableChoice.NONE, CurveChoice.AUTO);
    }

    /** One more column than in the fit holds labels, if its texts are those of labels in enough rows. */
    @Test
    void theLastValueOfALongerCurveIsNoLabel() throws Exception {
        CurveData.Fitted fitted = new CurveData.Fitted(false, TableChoice.NONE, Set.of(), 32, null);
        for (int rows : new int[] {1, 2, 6}) {
            double[][] longer = curves(Kind.COSINE, rows, 33, 0.1, 1);
            for (int i = 0; i < rows; i++) longer[i][32] = i == 0 ? 0 : 1.5;
            boolean labels = rows == 6;
            assertThat(CurveData.table(nameless("longer.csv", longer), TableChoice.NONE, fitted)
                            .shape(0))
                    .containsExactly(labels ? 32 : 33);
            for (double[] curve : longer) curve[32] = 0;
            assertThat(CurveData.table(nameless("equal.csv", longer), TableChoice.NONE, fitted)
                            .shape(0))
                    .containsExactly(33);
        }
    }
}

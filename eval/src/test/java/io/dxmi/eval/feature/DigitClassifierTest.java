package io.dxmi.eval.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.OptDigits;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.net.ConvClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitClassifierTest {

    /** Small enough to train in a second; what it learns does not matter where it is used. */
    private static final DigitTraining BRIEF =
            new DigitTraining(new ConvClassifier(1, 8, 16, 8, 10), 1, 64, 4e-3, 0.99, 0);

    @TempDir
    private Path folder;

    private NDManager root;

    @BeforeEach
    void open() {
        root = Torch.open();
    }

    @AfterEach
    void close() {
        root.close();
    }

    /** Remembers the names of the phases. */
    private static final class Heard implements Progress {
        final List<String> phases = new ArrayList<>();

        @Override
        public void begin(String phase, long done, long total) {
            phases.add(phase);
        }
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private double[][] briefFeatures(Progress progress, DataSet images) {
        try (DigitClassifier digits = DigitClassifier.cached(root, folder, progress, BRIEF)) {
            return digits.features(images.values(), images.rows());
        }
    }

    @Test
    void trainsOnceThenLoads() throws IOException {
        DataSet test = DigitClassifier.split().test();
        Heard first = new Heard();
        double[][] trained = briefFeatures(first, test);
        assertThat(first.phases).containsExactly(DigitTraining.PHASE);
        onlyFile();
        Heard second = new Heard();
        assertThat(briefFeatures(second, test)).isDeepEqualTo(trained);
        assertThat(second.phases).isEmpty();
        assertThat(trained).hasDimensions(test.rows(), 8);
    }

    @Test
    void aDamagedFileIsTrainedAgainToTheSameBits() throws IOException {
        DataSet test = DigitClassifier.split().test();
        double[][] trained = briefFeatures(Progress.NONE, test);
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);

        byte[] flipped = whole.clone();
        flipped[whole.length - 5] ^= 0x40;
        for (byte[] damaged : List.of(Arrays.copyOf(whole, whole.length / 2), flipped, new byte[0])) {
            Files.write(file, damaged);
            Heard heard = new Heard();
            assertThat(briefFeatures(heard, test)).isDeepEqualTo(trained);
            assertThat(heard.phases).hasSize(2);
            assertThat(heard.phases.get(0)).contains("again", file.toString());
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoObstacle() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));
        Heard heard = new Heard();
        try (DigitClassifier digits = DigitClassifier.cached(root, taken, heard, BRIEF)) {
            assertThat(digits.dimensions()).isEqualTo(8);
        }
        assertThat(heard.phases).hasSize(2);
        assertThat(heard.phases.get(1)).contains("not kept");
    }

    @Test
    void settingsAndDataNameTheFile() {
        DataSet train = DigitClassifier.split().train();
        Path one = ClassifierCache.of(folder, BRIEF, train).file();
        assertThat(ClassifierCache.of(folder, BRIEF, train).file()).isEqualTo(one);
        assertThat(ClassifierCache.of(folder, DigitTraining.standard(), train).file())
                .isNotEqualTo(one);
        assertThat(ClassifierCache.of(folder, BRIEF, DigitClassifier.split().test())
                        .file())
                .isNotEqualTo(one);
    }

    @Test
    void theCacheFollowsTheBaseFolders() {
        assertThat(ClassifierCache.defaultFolder("/c", "/home/a")).isEqualTo(Path.of("/c/dxmi"));
        assertThat(ClassifierCache.defaultFolder(null, "/home/a")).isEqualTo(Path.of("/home/a/.cache/dxmi"));
        assertThat(ClassifierCache.defaultFolder("", "/home/a")).isEqualTo(Path.of("/home/a/.cache/dxmi"));
    }

    @Test
    void featuresDoNotDependOnTheOtherImagesAndNothingIsLeftBehind() {
        DataSet all = OptDigits.load(); // more images than one pass takes
        try (DigitClassifier digits = DigitClassifier.cached(root, folder, Progress.NONE, BRIEF)) {
            double[][] together = digits.features(all.values(), all.rows());
            int arrays = root.getManagedArrays().size();
            double[] alone = digits.features(all.gather(new int[] {1500}), 1)[0];
            // one row and many are summed in different orders
            for (int k = 0; k < alone.length; k++) assertThat(alone[k]).isCloseTo(together[1500][k], within(1e-4));
            assertThat(root.getManagedArrays()).hasSize(arrays);
            assertThatThrownBy(() -> digits.features(new float[65], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65");
        }
    }

    @Test
    @Tag("slow")
    void theStandardClassifierIsRightAndItsFeaturesTellDigitsFromNoise() {
        try (DigitClassifier digits = DigitClassifier.cached(root, folder, Progress.NONE)) {
            assertThat(digits.testAccuracy()).isGreaterThanOrEqualTo(0.97);
            assertThat(digits.dimensions()).isLessThanOrEqualTo(32);

            Split halves = Split.stratified(OptDigits.load(), 0.5, 1);
            double[][] one =
                    digits.features(halves.train().values(), halves.train().rows());
            double[][] other =
                    digits.features(halves.test().values(), halves.test().rows());
            double floor = frechet(one, other);
            float[] upsideDown = flipped(halves.test().values());
            double far = frechet(one, digits.features(upsideDown, halves.test().rows()));
            // about 1.5 against 126
            assertThat(floor).isPositive();
            assertThat(far).isGreaterThan(20 * floor);
        }
    }

    private static float[] flipped(float[] images) {
        float[] out = new float[images.length];
        for (int i = 0; i < images.length; i++) {
            int pixel = i % 64;
            out[i - pixel + (7 - pixel / 8) * 8 + pixel % 8] = images[i];
        }
        return out;
    }

    /** {@code |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2))}; the root's trace from the eigenvalues of the product. */
    private static double frechet(double[][] a, double[][] b) {
        DMatrixRMaj meanA = mean(a);
        DMatrixRMaj meanB = mean(b);
        DMatrixRMaj covA = covariance(a, meanA);
        DMatrixRMaj covB = covariance(b, meanB);
        DMatrixRMaj product = new DMatrixRMaj(covA.numRows, covA.numCols);
        CommonOps_DDRM.mult(covA, covB, product);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(product.numRows, false);
        assertThat(eigen.decompose(product)).isTrue();
        double root = 0;
        for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
            root += Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
        }
        double distance = CommonOps_DDRM.trace(covA) + CommonOps_DDRM.trace(covB) - 2 * root;
        for (int k = 0; k < meanA.getNumElements(); k++) distance += Math.pow(meanA.get(k) - meanB.get(k), 2);
        return distance;
    }

    private static DMatrixRMaj mean(double[][] rows) {
        DMatrixRMaj mean = new DMatrixRMaj(1, rows[0].length);
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) mean.add(0, k, row[k] / rows.length);
        }
        return mean;
    }

    private static DMatrixRMaj covariance(double[][] rows, DMatrixRMaj mean) {
        int d = rows[0].length;
        DMatrixRMaj covariance = new DMatrixRMaj(d, d);
        for (double[] row : rows) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    covariance.add(j, k, (row[j] - mean.get(j)) * (row[k] - mean.get(k)) / (rows.length - 1));
                }
            }
        }
        return covariance;
    }
}

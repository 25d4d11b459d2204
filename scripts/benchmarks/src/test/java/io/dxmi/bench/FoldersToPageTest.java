package io.dxmi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.ZooModel;
import io.dxmi.detect.AnomalyModels;
import io.dxmi.detect.Detection;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.joint.JointSettings;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.report.ScoreReport;
import io.dxmi.eval.reference.Reported;
import io.dxmi.samplers.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From folders of pictures to metrics, page and predictor. */
@Tag("slow")
class FoldersToPageTest {

    /** A short game, to keep the test short; the built-in extractor does most of the work on these sets. */
    private static final FitOptions QUICK = FitOptions.defaults(0)
            .withJoint(
                    new JointSettings(JointSettings.Trainer.DXMI, 10, 64, 2, 100, 10, 64, 0.01, 0.03, 0, 3e-4, 1e-4));

    @TempDir
    Path folder;

    @Test
    void findsDefectsOfTexturesAndObjectsAndWritesAPage() throws Exception {
        Path data = folder.resolve("data");
        DefectSet.write(data, 24, 8, 3, 0);
        Path model = folder.resolve("model");
        Detection.fit(data, model, TableChoice.NONE, QUICK, Progress.NONE);

        Path report = folder.resolve("report");
        EvaluationReport measured = Detection.evaluate(model, data, TableChoice.NONE, report, Progress.NONE);
        assertThat(measured.categories()).hasSize(3);
        assertThat(metric("auroc", measured)).as("%s", measured).isGreaterThanOrEqualTo(0.95);
        assertThat(metric("pixel_auroc", measured)).as("%s", measured).isGreaterThanOrEqualTo(0.95);
        assertThat(metric("aupro", measured)).as("%s", measured).isGreaterThanOrEqualTo(0.85);
        assertThat(Files.readString(report.resolve("washer").resolve("index.html")))
                .contains("Worst cases", "Best cases", "aria-sort", "data:image/png;base64", "aupro");
        assertThat(Files.readString(report.resolve("index.html"))).contains("washer/index.html", "mean", "pixel_auroc");

        scoresEveryCategoryByItsOwnModel(model, data);
        predictorAgreesWithTheCommand(model.resolve("washer"), data.resolve("washer"));
    }

    private static double metric(String name, EvaluationReport measured) {
        return Reported.metric(name, measured.metrics()).number();
    }

    private void scoresEveryCategoryByItsOwnModel(Path model, Path data) throws Exception {
        Path all = folder.resolve("all.csv");
        ScoreReport summary = Detection.score(model, data, all, null, TableChoice.NONE, Progress.NONE);
        assertThat(summary.scored().categories()).hasSize(3);
        Path one = folder.resolve("one.csv");
        Detection.score(model.resolve("washer"), data.resolve("washer"), one, null, TableChoice.NONE, Progress.NONE);
        List<String> washer = Files.readAllLines(one);
        assertThat(Files.readAllLines(all))
                .hasSizeGreaterThan(2 * washer.size())
                .containsAll(washer);
    }

    private void predictorAgreesWithTheCommand(Path model, Path data) throws Exception {
        Path scores = folder.resolve("scores.csv");
        Path defects = data.resolve("test/scratch");
        Detection.score(model, defects, scores, folder.resolve("maps"), TableChoice.NONE, Progress.NONE);
        List<String> rows = Files.readAllLines(scores);
        assertThat(rows).hasSize(4);
        assertThat(folder.resolve("maps")).isDirectoryContaining("glob:**.png");
        try (ZooModel<Image, AnomalyResult> zoo = AnomalyModels.images(model).loadModel();
                Predictor<Image, AnomalyResult> predictor = zoo.newPredictor()) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<Double>> found = new ArrayList<>();
            for (int repeat = 0; repeat < 4; repeat++) {
                for (String row : rows.subList(1, 4)) {
                    Image image = ImageFactory.getInstance().fromFile(Path.of(row.substring(0, row.indexOf(','))));
                    found.add(threads.submit(() -> predictor.predict(image).score()));
                }
            }
            for (int i = 0; i < found.size(); i++) {
                double expected = Double.parseDouble(rows.get(1 + i % 3).split(",", -1)[1]);
                assertThat(found.get(i).get()).isEqualTo(expected);
            }
            threads.shutdown();
        }
    }
}

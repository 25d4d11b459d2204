package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.detect.report.EvaluationReport;
import io.dxmi.detect.report.ScoreReport;
import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.eval.reference.Side;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detection as a Java program calls it. */
class DetectionTest {

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    Path folder;

    @Test
    void fitsScoresAndEvaluates() throws Exception {
        StringBuilder text = new StringBuilder("a;b;label\n# made for a test\n");
        for (int i = 0; i < 40; i++)
            text.append(i % 7).append(';').append(i % 5).append(";0\n");
        Path data = Files.writeString(folder.resolve("normal.csv"), text);
        Path test = Files.writeString(folder.resolve("test.csv"), "b;a;label\n\"2\";3;0\n90;80;1\n");
        Path model = folder.resolve("model");
        ModelRecord fitted = Detection.fit(data, model, TableChoice.NONE, UNTRAINED, Progress.NONE)
                .single()
                .orElseThrow();
        assertThat(fitted.kind()).isEqualTo(SampleKind.TABLE);
        assertThat(fitted.fittedOn()).isEqualTo(32);
        Path scores = folder.resolve("scores.csv");
        ScoreReport scored = Detection.score(model, test, scores, null, TableChoice.NONE, Progress.NONE);
        assertThat(scored.file()).isEqualTo(scores);
        assertThat(scored.scored().single()).hasValueSatisfying(one -> {
            assertThat(one.samples()).isEqualTo(2);
            assertThat(one.anomalies()).isEqualTo(1);
        });
        List<String> lines = Files.readAllLines(scores);
        assertThat(lines.get(0)).isEqualTo("sample,score,p_value,anomaly,columns,id");
        assertThat(lines.get(2))
                .startsWith(test + ":3,")
                .contains(",1,")
                .contains("a ")
                .contains("b ");
        EvaluationReport measured = Detection.evaluate(model, test, TableChoice.NONE, null, Progress.NONE);
        Measured auroc = Reported.metric("auroc", measured.metrics());
        assertThat(auroc.number()).isEqualTo(1);
        assertThat(auroc.how().implementation()).isEqualTo("dxmi: area under the ROC curve");
        assertThat(auroc.samples()).isEqualTo(Side.plain("anomalous samples of " + test, 1, ""));
        assertThat(auroc.reference()).isEqualTo(Side.plain("normal samples of " + test, 1, ""));
        assertThat(DetectJson.evaluated(measured).keySet())
                .containsExactly("normal", "anomalies", "metrics", "intervals95");
    }

    @Test
    void messagesNameParametersAndNoOptions() throws Exception {
        Path table = Files.writeString(folder.resolve("text.csv"), "a,b\n" + "1,2\n".repeat(30) + "1,x\n");
        Path out = folder.resolve("model");
        assertThatThrownBy(() -> UNTRAINED.withFalsePositives(2))
                .isInstanceOf(UserError.class)
                .hasMessage("false-positives must be within (0, 1), got 2.0");
        assertThatThrownBy(() -> Detection.fit(table, out, TableChoice.NONE, UNTRAINED, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessage(table + ":32, column b: expected a finite number as in most rows, got 'x'; correct it,"
                        + " leave it empty, or leave the column out with drop b");
        TableChoice other = new TableChoice(null, "7", List.of());
        assertThatThrownBy(() -> Detection.fit(folder.resolve("none"), out, other, UNTRAINED, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessage("data " + folder.resolve("none") + ": there is no such file or folder");
        assertThat(out).doesNotExist();
    }
}

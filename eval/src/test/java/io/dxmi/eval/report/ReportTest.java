package io.dxmi.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dxmi.samplers.run.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Table NO_ROWS = new Table(List.of("iteration"), List.of());

    @TempDir
    Path folder;

    private String page(Report report) throws IOException {
        Path file = folder.resolve("report.html");
        report.write(file);
        return Files.readString(file);
    }

    @Test
    void holdsEverythingItself() throws IOException {
        Path picture = folder.resolve("figure.png");
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("preset", "8gaussians");
        summary.put("iterations", 4000);
        summary.put("metrics", Map.of("sliced_wasserstein", 0.04612345678));
        Table metrics = new Table(
                List.of("iteration", "energy.loss"),
                List.of(new double[] {100, -0.25}, new double[] {200, Double.NaN}));
        String page = page(new Report("8 Gaussians", summary, List.of(picture), metrics, "trainer:\n  tau1: 0.3\n"));
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<title>8 Gaussians</title>", "<h1>8 Gaussians</h1>")
                .containsSubsequence(
                        "<th scope=\"row\">preset</th><td>8gaussians</td>",
                        "<th scope=\"row\">iterations</th><td>4000</td>",
                        "<th scope=\"row\">metrics.sliced_wasserstein</th><td>0.0461235</td>")
                .contains("<th>iteration</th><th>energy.loss</th>")
                .contains("<tr><td>100</td><td>-0.25</td></tr>", "<tr><td>200</td><td></td></tr>")
                .contains("trainer:\n  tau1: 0.3\n")
                .contains("data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(picture)))
                .doesNotContain("http://", "https://", "<script", "<link");
    }

    @Test
    void textIsNeverTakenForMarkup() throws IOException {
        String evil = "<img src=x onerror=\"alert('&')\">";
        Table metrics = new Table(List.of(evil), List.of(new double[] {1}));
        String page = page(new Report(evil, Map.of(evil, evil), List.of(), metrics, evil));
        assertThat(page).doesNotContain("<img").contains("&lt;img src=x onerror=&quot;alert('&amp;')&quot;&gt;");
    }

    @Test
    void longTablesAreThinnedAndSaySo() throws IOException {
        List<double[]> rows = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) rows.add(new double[] {i});
        String page = page(new Report("r", Map.of(), List.of(), new Table(List.of("iteration"), rows), ""));
        assertThat(page).contains("60 of 1000 rows", "<td>1</td>", "<td>1000</td>");
        assertThat(page.split("<tr><td>", -1)).hasSize(61);
    }

    @Test
    void emptyPartsHaveNoHeading() throws IOException {
        assertThat(page(new Report("r", Map.of(), List.of(), NO_ROWS, ""))).doesNotContain("<h2>");
    }

    @Test
    void numbersReadWell() {
        assertThat(Report.text(1.0 / 3)).isEqualTo("0.333333");
        assertThat(Report.text(-2.5f)).isEqualTo("-2.5");
        assertThat(Report.text(1.2345678e-9)).isEqualTo("1.23457e-9");
        assertThat(Report.text(4000.0)).isEqualTo("4000");
        assertThat(Report.text(Double.NaN)).isEqualTo("NaN");
        assertThat(Report.text(123456789L)).isEqualTo("123456789");
        assertThat(Report.text(null)).isEqualTo("null");
    }

    @Test
    void aMissingOrBrokenPictureLeavesNoPage() throws IOException {
        Path missing = folder.resolve("missing.png");
        Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
        Path file = folder.resolve("report.html");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> new Report("r", Map.of(), List.of(missing), NO_ROWS, "").write(file))
                .withMessageContaining("missing.png");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> new Report("r", Map.of(), List.of(text), NO_ROWS, "").write(file))
                .withMessageContaining("text.png is none");
        assertThat(file).doesNotExist();
    }

    @Test
    void rowsMustFitTheirHeadings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table(List.of("a", "b"), List.of(new double[] {1, 2}, new double[] {3})))
                .withMessage("row 1 has 1 values for 2 columns [a, b]");
    }
}

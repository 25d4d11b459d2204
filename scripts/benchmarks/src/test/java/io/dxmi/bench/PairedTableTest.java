package io.dxmi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedTableTest {

    private static DetectRow row(int split, String method, int seed, double auroc) {
        return new DetectRow("wdbc", split, method, seed, auroc, 0.5, 1);
    }

    /** The default gains .01, .03, .03 and .05 on neighbours (mean .03, sd .0163), and loses .01 each time to another seed's. */
    @Test
    void pairsBySplitAndSeed() {
        List<DetectRow> rows = List.of(
                row(7, "5nn", 0, 0.90),
                row(8, "5nn", 0, 0.80),
                row(7, "svm", 0, 0.70),
                row(8, "svm", 0, 0.70),
                row(7, "before", 0, 0.92),
                row(7, "before", 1, 0.94),
                row(8, "before", 0, 0.84),
                row(8, "before", 1, 0.86),
                row(7, "joint", 0, 0.91),
                row(7, "joint", 1, 0.93),
                row(8, "joint", 0, 0.83),
                row(8, "joint", 1, 0.85));
        assertThat(new PairedTable(rows).markdown())
                .contains("| wdbc (2 x 2) | 0.8500 ± 0.0707 | 0.7000 ± 0.0000 |")
                .contains("| wdbc | 5nn | +0.0300 ± 0.0163 | +0.1800 ± 0.0476 | -0.0100 ± 0.0000 |");
    }

    @Test
    void aRowThatWasNotFinishedDoesNotCount(@TempDir Path folder) throws Exception {
        DetectRow row = row(1, "joint", 2, 0.9);
        Path file = folder.resolve("rows.jsonl");
        assertThat(JsonRows.open(file, DetectRow.class).all()).isEmpty();
        String line = Json.line(row);
        Files.writeString(file, line + "\n" + line.substring(0, 20));
        assertThat(JsonRows.open(file, DetectRow.class).all()).containsExactly(row);
    }
}

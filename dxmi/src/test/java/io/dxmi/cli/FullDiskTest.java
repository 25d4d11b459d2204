package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot grow ends a command with one line and exit code 1; afterwards the command goes on to equal bytes. */
@DisabledOnOs(OS.WINDOWS)
class FullDiskTest {

    private static final String[] SMALL = {
        "trainer.iterations=300",
        "trainer.batch=16",
        "trainer.report_every=1",
        "trainer.checkpoint_every=40",
        "pretrain.iterations=20",
        "pretrain.batch=16",
        "evaluation.samples=100",
        "sampler.network.width=4",
        "energy.network.width=4",
        "value.network.width=4",
        "--quiet"
    };

    @TempDir
    Path folder;

    private Processes dxmi;

    @BeforeEach
    void points() throws IOException {
        dxmi = new Processes(Main.class, folder, "-XX:-UsePerfData");
        Random random = new Random(0);
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 2000; i++) {
            rows.append(String.format(Locale.ROOT, "%f,%f%n", random.nextGaussian(), random.nextGaussian()));
        }
        Files.writeString(folder.resolve("points.csv"), rows);
    }

    private static String[] words(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void succeed(String[] words) throws Exception {
        Result result = dxmi.run(words);
        assertThat(result.code()).as(result.err()).isZero();
    }

    /** @return the line on stderr */
    private String fail(int kib, String[] words) throws Exception {
        Result result = dxmi.runWithFilesOf(kib, words);
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err())
                .startsWith("dxmi: failed: cannot write ")
                .contains(": File too large; kept: ", "; raise the limit of file size (ulimit -f), then ");
        return result.err();
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void aRunKeepsItsCheckpointAndGoesOn() throws Exception {
        String[] train = words("train 8gaussians --out run", SMALL);
        assertThat(fail(48, train))
                .containsPattern("kept: run with the checkpoint step-\\d+.safetensors; ")
                .endsWith("continue with: dxmi train --resume run\n");
        assertThat(folder.resolve("run/error.txt")).doesNotExist();
        succeed(words("train --resume run --quiet"));
        succeed(words("train 8gaussians --out whole", SMALL));
        for (String file : List.of("metrics.jsonl", "checkpoints/step-300.safetensors", "points.png", "card.json")) {
            assertThat(folder.resolve("run").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    @Test
    void samplesThatWereDrawnAreKept() throws Exception {
        succeed(words("train 8gaussians --out run trainer.iterations=2", "--quiet", "pretrain.iterations=2"));
        String[] sample = words("sample run -n 9000 --batch 500 --out x.npz --quiet");
        assertThat(fail(48, sample)).contains("kept: 4000 of 9000 samples; ").endsWith("run the same command again\n");
        succeed(sample);
        succeed(words("sample run -n 9000 --batch 500 --out whole.npz --quiet"));
        assertThat(folder.resolve("x.npz")).hasSameBinaryContentAs(folder.resolve("whole.npz"));
        assertThat(hidden()).isEmpty();
    }

    @Test
    void aModelIsWrittenWholeOrNotAtAll() throws Exception {
        fail(4, words("detect fit --data points.csv --out model --quiet"));
        assertThat(folder.resolve("model")).doesNotExist();
        assertThat(hidden()).isEmpty();
        succeed(words("detect fit --data points.csv --out model --quiet"));
    }

    @Test
    void aReferenceIsWrittenWholeOrNotAtAll() throws Exception {
        fail(4, words("reference build points.csv --out ref.npz --quiet"));
        assertThat(folder.resolve("ref.npz")).doesNotExist();
        assertThat(hidden()).isEmpty();
        succeed(words("reference build points.csv --out ref.npz --quiet"));
    }

    @Test
    void aComparisonGoesOn() throws Exception {
        String[] compare = words("compare 8gaussians --seeds 1 --out contest", SMALL);
        fail(48, compare);
        succeed(compare);
        assertThat(folder.resolve("contest/table.md")).isNotEmptyFile();
    }
}

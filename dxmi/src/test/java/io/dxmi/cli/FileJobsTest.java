package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers of commands that read files: {@code reference build}, {@code evaluate}, {@code detect score}. They give the bytes of one process. */
@Tag("slow")
class FileJobsTest {

    private static final int SIZE = 64;

    @TempDir
    Path folder;

    @BeforeEach
    void pictures() throws IOException {
        for (int i = 0; i < 70; i++) put("real/" + i + ".png", i);
        for (int i = 0; i < 40; i++) put("other names/" + i + ".png", 1000 + i);
        byte[] cut = Arrays.copyOf(Files.readAllBytes(folder.resolve("real/3.png")), 60);
        Files.write(folder.resolve("real/3.png"), cut);
    }

    private void put(String name, int seed) throws IOException {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        int first = random.nextInt();
        for (int i = 0; i < SIZE * SIZE; i++) picture.setRGB(i % SIZE, i / SIZE, first ^ random.nextInt(1 << 6));
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
    }

    private Result run(String... words) throws Exception {
        return new Processes(Main.class, folder).run(words);
    }

    private static String[] build(String out, String... more) {
        List<String> words = new ArrayList<>(List.of("reference", "build", "real", "other names"));
        words.addAll(List.of("--batch", "8", "--skip-corrupt", "--out", out));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
    void aReferenceHasTheBytesOfOneProcessAlsoIfAWorkerIsKilled() throws Exception {
        Result one = run(build("one.npz"));
        assertThat(one.code()).as(one.err()).isZero();
        Running two = new Processes(Main.class, folder).start(build("two.npz", "--jobs", "2"));
        worker(two).destroyForcibly();
        Result killed = two.result();
        assertThat(killed.code()).as(killed.err()).isZero();
        assertThat(killed.out()).contains("\"n\":109", "\"skipped\":1");
        assertThat(killed.err()).contains("a worker ended with code ", "its work is done again");
        assertThat(folder.resolve("two.npz")).hasSameBinaryContentAs(folder.resolve("one.npz"));
    }

    /** Waits for a worker that is more than the process which becomes it. */
    private static ProcessHandle worker(Running running) throws Exception {
        while (running.process().isAlive()) {
            for (ProcessHandle child : running.process().children().toList()) {
                Path words = Path.of("/proc", Long.toString(child.pid()), "cmdline");
                if (Files.exists(words) && Files.readString(words).contains("--worker")) return child;
            }
            Thread.sleep(5);
        }
        throw new IllegalStateException(running.result().err());
    }

    @Test
    void anEvaluationIsThatOfOneProcess() throws Exception {
        String[] words = {"evaluate", "other names", "--reference", "real", "--skip-corrupt", "--batch", "8", "--out"};
        for (String jobs : List.of("1", "2")) {
            List<String> all = new ArrayList<>(List.of(words));
            all.addAll(List.of("card" + jobs, "--jobs", jobs));
            Result result = run(all.toArray(String[]::new));
            assertThat(result.code()).as(result.err()).isZero();
        }
        for (String file : List.of("card.json", "neighbours.png")) {
            assertThat(folder.resolve("card2").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("card1").resolve(file));
        }
        Result damaged =
                run("evaluate", "other names", "--reference", "real", "--batch", "8", "--jobs", "2", "--quiet");
        assertThat(damaged.code()).isEqualTo(2);
        assertThat(damaged.err().lines()).as(damaged.err()).hasSize(1);
        assertThat(damaged.err()).contains("real/3.png");
    }

    @Test
    void scoresAndMapsAreThoseOfOneProcess() throws Exception {
        Files.delete(folder.resolve("real/3.png"));
        assertThat(run("detect", "fit", "--data", "real", "--out", "model", "--quiet")
                        .code())
                .isZero();
        for (String jobs : List.of("1", "2")) {
            Result result = run(score("other names", jobs, "--maps", "maps" + jobs));
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out()).contains("\"samples\":40");
        }
        assertThat(folder.resolve("scores2.csv")).hasSameBinaryContentAs(folder.resolve("scores1.csv"));
        List<Path> maps = files("maps1");
        assertThat(maps).hasSize(40);
        for (Path map : maps) {
            assertThat(folder.resolve("maps2").resolve(map.getFileName())).hasSameBinaryContentAs(map);
        }
        Files.write(folder.resolve("other names/3.png"), new byte[] {1, 2, 3});
        Result damaged = run(score("other names", "3"));
        assertThat(damaged.code()).isEqualTo(2);
        assertThat(damaged.err().lines()).as(damaged.err()).hasSize(1);
        assertThat(damaged.err()).contains("other names/3.png");
        assertThat(folder.resolve("scores3.csv")).doesNotExist();
    }

    private static String[] score(String data, String jobs, String... more) {
        List<String> words = new ArrayList<>(List.of("detect", "score", "model", "--data", data, "--quiet"));
        words.addAll(List.of("--out", "scores" + jobs + ".csv", "--jobs", jobs));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.sorted().toList();
        }
    }
}

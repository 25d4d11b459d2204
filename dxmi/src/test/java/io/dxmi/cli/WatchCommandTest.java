package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.Json;
import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dxmi watch} and {@code dxmi report} as a user runs them. */
@Tag("slow")
class WatchCommandTest {

    @TempDir
    Path folder;

    private Result train(String run) throws Exception {
        return new Processes(Main.class, folder)
                .run(
                        "train",
                        "8gaussians",
                        "--out",
                        run,
                        "pretrain.iterations=20",
                        "trainer.iterations=40",
                        "trainer.report_every=2",
                        "evaluation.samples=200");
    }

    @Test
    void trainingWithAnOpenPageHasTheSameBytesAsWithout() throws Exception {
        assertThat(train("alone").code()).isZero();
        Running watch = new Processes(Main.class, folder).start("watch", ".", "--port", "0");
        try {
            while (!Files.readString(watch.out()).endsWith("\n")) {
                assertThat(watch.process().isAlive()).isTrue();
                Thread.sleep(50);
            }
            HttpRequest events = HttpRequest.newBuilder(
                            URI.create(Files.readString(watch.out()).strip() + "events"))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<InputStream> open = client.send(events, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(open.statusCode()).isEqualTo(200);
            assertThat(train("watched").code()).isZero();
            open.body().close();
        } finally {
            watch.process().destroy();
            watch.process().waitFor();
        }
        assertThat(folder.resolve("watched/metrics.jsonl"))
                .hasSameBinaryContentAs(folder.resolve("alone/metrics.jsonl"));
        String weights = "checkpoints/step-40.safetensors";
        assertThat(Files.exists(folder.resolve("alone").resolve(weights))).isTrue();
        assertThat(Files.size(folder.resolve("watched").resolve(weights)))
                .isEqualTo(Files.size(folder.resolve("alone").resolve(weights)));
    }

    @Test
    void aReportIsWrittenAndAFileOfAnotherKindStays() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("run/config.yaml"), "name: x\n");
        Processes dxmi = new Processes(Main.class, folder);
        Result first = dxmi.run("report", "run");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(Json.parse(first.out()).path("bytes").asLong())
                .isEqualTo(Files.size(folder.resolve("run/report.html")));
        assertThat(dxmi.run("report", "run").code()).isZero();
        Files.writeString(folder.resolve("mine.html"), "mine");
        Result refused = dxmi.run("report", "run", "--out", "mine.html");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--out mine.html is a file of another kind");
        assertThat(folder.resolve("mine.html")).hasContent("mine");
        assertThat(dxmi.run("report", "nothing").err()).contains("there is no such folder");
        assertThat(dxmi.run("watch", "nothing").code()).isEqualTo(2);
        assertThat(dxmi.run("watch", "run", "--port", "70000").code()).isEqualTo(2);
    }
}

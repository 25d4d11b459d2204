package io.dxmi.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.Json;
import io.dxmi.runs.listing.RunList;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.WriteLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers, and to whom. */
class WatchServerTest {

    private static final int TIMEOUT_MILLIS = 60_000;

    @TempDir
    Path folder;

    private PlantedRun run;
    private WatchServer server;

    @BeforeEach
    void start() throws Exception {
        run = PlantedRun.at(folder.resolve("runs/a"))
                .row(100, 1.5)
                .picture("points.png")
                .picture("samples/100.png");
        Files.writeString(folder.resolve("secret.png"), "outside");
        server = WatchServer.start(List.of(folder.resolve("runs")), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- requests as they are on the wire ----

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.socket().getAddress(), server.socket().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String host() {
        return "127.0.0.1:" + server.socket().getPort();
    }

    private String get(String target, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return raw("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" + more + "\r\n");
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private JsonNode json(String target) throws IOException {
        return Json.parse(body(get(target)));
    }

    @Test
    void listensOnTheLoopbackInterfaceAlone() {
        assertThat(server.socket().getAddress().isLoopbackAddress()).isTrue();
        assertThat(server.socket().getAddress().isAnyLocalAddress()).isFalse();
    }

    @Test
    void thePageHasEverythingInsideAndFitsInto150Kilobytes() throws Exception {
        String answer = get("/");
        assertThat(status(answer)).isEqualTo(200);
        assertThat(answer)
                .contains("Content-type: text/html; charset=utf-8")
                .contains("X-content-type-options: nosniff")
                .contains("default-src 'none'; script-src 'sha256-")
                .contains("connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe-");
        assertThat(body(answer).length()).isLessThanOrEqualTo(150_000);
        assertThat(body(answer)).doesNotContainPattern("(?:src|href)=[\"']?(?:https?:)?//");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "",
                "10.0.0.1"
            })
    void aHostThatIsNotThisMachineIsRefused(String host) throws Exception {
        for (String target : List.of("/", "/events", "/api/run?run=r0", "/picture/r0/points.png")) {
            String answer = raw("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertThat(status(answer)).as(target).isEqualTo(403);
        }
    }

    @Test
    void aRequestWithoutAHostIsRefused() throws Exception {
        assertThat(status(raw("GET / HTTP/1.0\r\n\r\n"))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Origin: https://127.0.0.1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aPageOfAnotherOriginIsRefused(String header) throws Exception {
        for (String target : List.of("/", "/events", "/api/run?run=r0", "/picture/r0/points.png")) {
            assertThat(status(get(target, header))).as(target).isEqualTo(403);
        }
    }

    @Test
    void itsOwnPageMayReadAndALinkMayLeadHere() throws Exception {
        assertThat(status(get("/api/run?run=r0", "Origin: http://" + host(), "Sec-Fetch-Site: same-origin")))
                .isEqualTo(200);
        assertThat(status(get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: document")))
                .isEqualTo(200);
        assertThat(get("/api/run?run=r0")).doesNotContainIgnoringCase("Access-Control-Allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void nothingButReadingIsAnswered(String method) throws Exception {
        String answer = raw(method + " /api/run?run=r0 HTTP/1.1\r\nHost: " + host()
                + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(status(answer)).isEqualTo(405);
        assertThat(answer).contains("Allow: GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events", "/api/run?run=r0", "/picture/r0/points.png", "/nothing"})
    void headHasTheHeadersAlone(String target) throws Exception {
        String answer = raw("HEAD " + target + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");
        assertThat(status(answer)).isEqualTo(target.equals("/nothing") ? 404 : 200);
        assertThat(body(answer)).isEmpty();
    }

    @Test
    void picturesOfTheRunAreAnswered() throws Exception {
        assertThat(get("/picture/r0/points.png")).contains("200 OK").contains("Content-type: image/png");
        assertThat(get("/picture/r0/samples/100.png?v=1")).contains("200 OK").contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/picture/r0/../../secret.png",
                "/picture/r0/../config.yaml",
                "/picture/r0/%2e%2e/%2e%2e/secret.png",
                "/picture/r0/..%2f..%2fsecret.png",
                "/picture/r0/samples/..%2f..%2f..%2fsecret.png",
                "/picture/r0/%252e%252e/secret.png",
                "/picture/r0/..%5c..%5csecret.png",
                "/picture/r0//etc/passwd",
                "/picture/r0/samples/../points.png",
                "/picture/r0/config.yaml",
                "/picture/r0/points.png%00",
                "/picture/../secret.png",
                "/picture/r0/",
                "/picture/r9/points.png",
                "/config.yaml",
                "//etc/passwd"
            })
    void noPathLeadsOutOfWhatIsShown(String target) throws Exception {
        String answer = get(target);
        assertThat(status(answer)).isIn(400, 404);
        assertThat(answer).doesNotContain("outside");
    }

    @Test
    void linksOutOfTheRunAreNoFiles() throws Exception {
        Path path = run.folder();
        Files.createSymbolicLink(path.resolve("link.png"), folder.resolve("secret.png"));
        Files.createSymbolicLink(path.resolve("samples/200.png"), folder.resolve("secret.png"));
        Files.writeString(folder.resolve("other.json"), "{\"secret\":1}\n");
        Files.createSymbolicLink(path.resolve("summary.json"), folder.resolve("other.json"));
        Files.createSymbolicLink(path.resolve("histograms.jsonl"), folder.resolve("other.json"));
        assertThat(status(get("/picture/r0/link.png"))).isEqualTo(404);
        assertThat(status(get("/picture/r0/samples/200.png"))).isEqualTo(404);
        JsonNode detail = json("/api/run?run=r0");
        assertThat(detail.toString()).doesNotContain("secret");
        assertThat(detail.path("samples").toString()).isEqualTo("[100]");
        assertThat(detail.path("figures").toString()).isEqualTo("[\"points.png\"]");
    }

    @Test
    void aFolderOfSamplesThatLeadsOutIsEmpty() throws Exception {
        Path outside = PlantedRun.at(folder.resolve("elsewhere"))
                .picture("samples/7.png")
                .folder();
        Path path = PlantedRun.at(folder.resolve("runs/b")).folder();
        Files.delete(path.resolve("samples"));
        Files.createSymbolicLink(path.resolve("samples"), outside.resolve("samples"));
        Files.createSymbolicLink(folder.resolve("runs/linked"), outside);
        try (WatchServer other = WatchServer.start(List.of(folder.resolve("runs")), 0)) {
            assertThat(other.runs()).isEqualTo(2);
        }
        assertThat(new RunFiles(path.toRealPath()).samples()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/curve?run=r0&scalar=energy/loss&columns=x",
                "/api/curve?run=r0&scalar=%zz",
                "/api/curve?from=99999999999999999999"
            })
    void aQueryThatIsNoneIsSaidSo(String target) throws Exception {
        assertThat(status(get(target))).isEqualTo(400);
    }

    @Test
    void curvesGrowWithTheFile() throws Exception {
        String target = "/api/curve?run=r0&scalar=energy/loss&columns=100";
        assertThat(json(target).path("r0").path("x").toString()).isEqualTo("[100.0]");
        run.row(200, -2);
        assertThat(json(target).path("r0").path("y").toString()).isEqualTo("[1.5,-2.0]");
    }

    @Test
    void textOfRunsIsDataAndNoMarkup() throws Exception {
        String bad = "</script><script>alert(1)</script>";
        Path path = PlantedRun.at(folder.resolve("runs/<img src=x onerror=alert(1)>"))
                .folder();
        Files.writeString(path.resolve("config.yaml"), "name: \"" + bad + "\"\n");
        Path file = folder.resolve("report.html");
        Report.write(List.of(path), file);
        String report = Files.readString(file);
        assertThat(report).doesNotContain(bad).doesNotContain("<img src=x").contains("\\u003c/script>");
        assertThat(report).contains("default-src 'none'").contains("connect-src 'none'");
    }

    @Test
    void aNewRunAppearsInTheEvents() throws Exception {
        try (Socket socket = connect()) {
            BufferedReader events = events(socket);
            assertThat(next(events).path("runs")).hasSize(1);
            PlantedRun.at(folder.resolve("runs/b"));
            assertThat(next(events).path("runs")).hasSize(2);
            run.row(300, 1);
            JsonNode last = next(events);
            while (last.path("runs").path(0).path("iteration").asInt() != 300) last = next(events);
        }
    }

    private BufferedReader events(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("GET /events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static JsonNode next(BufferedReader events) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("data: ")) return Json.parse(line.substring("data: ".length()));
        }
        throw new IOException("the events ended");
    }

    @Test
    void sixtyFourConnectionsAreTheMostAndTheirEndMakesRoom() throws Exception {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < WatchServer.CONNECTIONS; i++) {
            Socket socket = connect();
            open.add(socket);
            assertThat(next(events(socket)).has("runs")).isTrue();
        }
        try (Socket oneMore = connect()) {
            oneMore.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // closed before it was read
        }
        for (Socket socket : open) socket.close();
        run.row(500, 1); // the next event finds that nobody is there
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(java.net.URI.create(server.address()))
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .build();
        for (int i = 0; ; i++) {
            try {
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                break;
            } catch (IOException e) {
                assertThat(i).as("tries").isLessThan(60);
                run.row(501 + i, 1);
                Thread.sleep(1000);
            }
        }
    }

    @Test
    void slowAndBrokenClientsDelayNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                slow.add(socket);
                if (i % 2 == 0) socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                else
                    socket.getOutputStream()
                            .write(("GET /events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(status(get("/api/run?run=r0"))).isEqualTo(200);
            try (Socket reader = connect()) {
                BufferedReader events = events(reader);
                next(events);
                run.row(400, 1);
                assertThat(next(events).path("runs")).hasSize(1);
            }
        } finally {
            for (Socket socket : slow) socket.close();
        }
    }

    @Test
    void aPlaceThatIsNoFolderIsNamed() {
        assertThatThrownBy(() -> WatchServer.requireFolders(List.of(folder.resolve("none"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no such folder");
        assertThatThrownBy(
                        () -> WatchServer.start(List.of(folder), server.socket().getPort()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot listen on port");
    }

    @Test
    void aRunningTrainingIsWarnedOf() throws Exception {
        run.append("run.json", "{\"sample_shape\":[2]}\n");
        for (int i = 1; i <= 6; i++) {
            run.append(
                    "metrics.jsonl",
                    "{\"phase\":\"train\",\"iteration\":" + (1000 + i)
                            + ",\"energy/difference\":0.0,\"energy/energy_magnitude\":1e12,\"data/entropy\":1.0,\"negatives/entropy\":1.0}\n");
        }
        assertThat(json("/api/run?run=r0").path("warnings").path(0).asText())
                .startsWith("blow-up")
                .contains("gamma");
    }

    @Test
    void runsOfAComparisonAreFoundAsTheListFindsThem() throws Exception {
        PlantedRun.at(folder.resolve("runs/compare-1/seed-3")).row(100, 1);
        RunSet runs = new RunSet(List.of(folder.resolve("runs")));
        assertThat(runs.all().stream().map(WatchedRun::name)).containsExactly("a", "compare-1/seed-3");
        assertThat(runs.all())
                .hasSameSizeAs(RunList.in(folder.resolve("runs")))
                .allSatisfy(one -> assertThat(one.status().get("state")).isEqualTo("stopped"));
    }

    @Test
    void aRunThatIsTrainedAnewShowsItsNewSettings() throws Exception {
        RunSet runs = new RunSet(List.of(folder.resolve("runs")));
        assertThat(runs.all().get(0).detail().get("total")).isEqualTo(1000L);
        Path config = run.folder().resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("iterations: 1000", "iterations: 2000"));
        Files.setLastModifiedTime(config, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(runs.look()).isTrue();
        assertThat(runs.all().get(0).detail().get("total")).isEqualTo(2000L);
    }

    @Test
    void damageIsAState() throws Exception {
        run.append("summary.json", "{}\n");
        RunSet runs = new RunSet(List.of(folder.resolve("runs")));
        assertThat(runs.all().get(0).status().get("state")).isEqualTo("finished");
        run.append("checkpoints/step-100.safetensors", "no tensors");
        assertThat(runs.look()).isTrue();
        assertThat(runs.all().get(0).status().get("state")).isEqualTo("damaged");
        Files.delete(run.folder().resolve("checkpoints/step-100.safetensors"));
        run.append("config.yaml", "\tno: [yaml\n");
        assertThat(runs.look()).isTrue();
        assertThat(runs.all().get(0).status().get("state")).isEqualTo("damaged");
    }

    /** A killed process writes nothing, so that no file tells. */
    @Test
    void theEndOfAProcessIsSeenWithoutAChangeOfFiles() throws Exception {
        RunSet runs = new RunSet(List.of(folder.resolve("runs")));
        try (WriteLock lock = WriteLock.folder(run.folder())) {
            assertThat(lock).isNotNull();
            runs.look();
            assertThat(runs.all().get(0).status().get("state")).isEqualTo("running");
            run.row(1000, 1);
            runs.look();
            assertThat(runs.all().get(0).status().get("state")).isEqualTo("measuring");
        }
        assertThat(runs.look()).isTrue();
        assertThat(runs.all().get(0).status().get("state")).isEqualTo("stopped");
    }
}

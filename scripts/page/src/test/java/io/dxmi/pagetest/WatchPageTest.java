package io.dxmi.pagetest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import io.dxmi.watch.Report;
import io.dxmi.watch.WatchServer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium. */
@Tag("page")
class WatchPageTest {

    private static final String LOSS = "[data-scalar='energy/loss']";

    @TempDir
    Path folder;

    private final List<String> console = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private Playwright playwright;
    private Browser browser;
    private WatchServer server;

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("a", "b")) {
            Path run = folder.resolve("runs").resolve(name);
            Files.createDirectories(run.resolve("samples"));
            Files.writeString(
                    run.resolve("config.yaml"),
                    Yaml.dump(ConfigLoader.preset("8gaussians", List.of(name.equals("a") ? "seed=1" : "seed=2"))));
            for (int i = 100; i <= 300; i += 100) {
                row(name, i);
                picture(run.resolve("samples/" + i + ".png"), new Color(i / 2, 80, 200));
                append(
                        run.resolve("histograms.jsonl"),
                        "{\"iteration\":" + i
                                + ",\"name\":\"energy\",\"edges\":[0,1,2],\"data\":[3,1],\"samples\":[1,3]}\n");
                append(run.resolve("steps.jsonl"), "{\"iteration\":" + i + ",\"sigma\":[1,0.5],\"value\":[2,1,0]}\n");
            }
        }
        server = WatchServer.start(List.of(folder.resolve("runs")), 0);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("dxmi.chromium", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox", "--disable-background-networking")));
    }

    @AfterEach
    void stop() {
        playwright.close();
        server.close();
    }

    private void row(String run, int iteration) throws IOException {
        append(
                folder.resolve("runs").resolve(run).resolve("metrics.jsonl"),
                "{\"phase\":\"train\",\"iteration\":" + iteration + ",\"energy/loss\":" + 100.0 / iteration
                        + ",\"value/loss\":" + -1.0 / iteration + "}\n");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void picture(Path file, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 300, 100);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private Page open(String address, int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 1000).setColorScheme(scheme));
        Page page = context.newPage();
        page.setDefaultTimeout(60_000);
        page.onConsoleMessage(message -> console.add(message.text()));
        page.onPageError(console::add);
        page.onRequest(request -> requests.add(request.url()));
        page.navigate(address);
        page.locator(LOSS + "[data-lines='2']").waitFor();
        return page;
    }

    private void assertQuiet() {
        assertThat(console).isEmpty();
        assertThat(requests)
                .isNotEmpty()
                .allMatch(
                        url -> url.startsWith(server.address()) || url.startsWith("data:") || url.startsWith("file:"));
    }

    @Test
    void twoRunsLieOverEachOtherAndANewPointAppearsWithinTwoSeconds() throws Exception {
        Page page = open(server.address(), 1280, ColorScheme.LIGHT);
        assertThat(page.locator(LOSS).getAttribute("data-points")).isEqualTo("6");
        row("a", 400);
        page.locator(LOSS + "[data-last='400']").waitFor(new Locator.WaitForOptions().setTimeout(2000));
        page.locator("#runs input").first().uncheck();
        page.locator(LOSS + "[data-lines='1']").waitFor();
        page.keyboard().press("1");
        page.locator(LOSS + "[data-lines='2']").waitFor();
        page.keyboard().press("l");
        assertThat(page.locator("#log").isChecked()).isTrue();
        page.keyboard().press("]");
        assertThat(page.locator("#smoothing").inputValue()).isEqualTo("0.1");
        page.waitForTimeout(500);
        assertQuiet();
    }

    /** Playwright's own waiting evaluates text within the page, which its security policy forbids. */
    private static void awaitPicture(Page page) {
        for (int i = 0; i < 600; i++) {
            Object loaded = page.evaluate("() => document.querySelector('#samples img').naturalWidth === 300");
            if (Boolean.TRUE.equals(loaded)) return;
            page.waitForTimeout(50);
        }
        throw new AssertionError("the picture of the samples was not loaded");
    }

    @Test
    void theSliderChangesThePicture() {
        Page page = open(server.address(), 1280, ColorScheme.LIGHT);
        Locator picture = page.locator("#samples img").first();
        assertThat(picture.getAttribute("src")).contains("samples/300.png");
        page.locator("#slider").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(picture.getAttribute("src")).contains("samples/200.png");
        awaitPicture(page);
        assertThat(page.locator("#measured .chart"))
                .satisfies(charts -> assertThat(charts.count()).isEqualTo(3));
        assertThat(page.locator("#measured").textContent()).contains("iteration 200");
        assertQuiet();
    }

    @Test
    void aNewRunAppears() throws Exception {
        Page page = open(server.address(), 1280, ColorScheme.LIGHT);
        Path run = folder.resolve("runs/<b>c");
        Files.createDirectories(run);
        Files.writeString(run.resolve("config.yaml"), "name: \"<script>alert(1)</script>\"\n");
        page.locator("#runs tbody tr >> nth=2").waitFor();
        assertThat(page.locator("#runs").textContent()).contains("<b>c");
        assertQuiet();
    }

    @Test
    void aPhoneScrollsDownOnly() {
        Page page = open(server.address(), 360, ColorScheme.LIGHT);
        page.waitForTimeout(500);
        assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(360);
        assertQuiet();
    }

    @Test
    void darkIsDarkAndTheKeyChangesIt() {
        Page page = open(server.address(), 1280, ColorScheme.DARK);
        String ground = "() => getComputedStyle(document.body).backgroundColor";
        assertThat(page.evaluate(ground)).isEqualTo("rgb(18, 22, 28)");
        page.keyboard().press("t");
        assertThat(page.evaluate(ground)).isEqualTo("rgb(245, 247, 249)");
        assertQuiet();
    }

    @Test
    void aReportShowsTheSameWithoutAServer() {
        Path file = folder.resolve("report.html");
        Report.write(List.of(folder.resolve("runs")), file);
        Page page = open(file.toUri().toString(), 360, ColorScheme.LIGHT);
        awaitPicture(page);
        assertThat(page.locator("#measured .chart").count()).isEqualTo(3);
        assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(360);
        assertQuiet();
    }
}

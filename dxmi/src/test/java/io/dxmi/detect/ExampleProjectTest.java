package io.dxmi.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example project of the documentation compiles, gives the scores of the command, and its engine writes nothing of its own. */
@Tag("slow")
class ExampleProjectTest {

    private static final Path PROJECT = Path.of("..", "docs", "examples", "anomaly-service");

    private static final FitOptions UNTRAINED =
            FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Path source = PROJECT.resolve("src/main/java/com/example/AnomalyService.java");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-d",
                        folder.resolve("classes").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xlint:all,-processing",
                        "-Werror",
                        source.toString());
        assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** What a process says, stderr after stdout. */
    private record Said(String out, String err) {}

    private static Said run(String classes, List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", classes, "com.example.AnomalyService"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new Said(Files.readString(out), Files.readString(err));
    }

    private static String classes() {
        return folder.resolve("classes")
                + File.pathSeparator
                + PROJECT.resolve("src/main/resources")
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    /** Fits, runs the example, and compares with the scores of the command. */
    private static void requireSame(String kind, Path data, String... inputs) throws Exception {
        Path model = folder.resolve(kind + ".dxmi");
        Detection.fit(data, model, TableChoice.NONE, UNTRAINED, Progress.NONE);
        Path scores = folder.resolve(kind + ".csv");
        Detection.score(model, data, scores, null, TableChoice.NONE, Progress.NONE);
        List<String> arguments = new ArrayList<>(List.of(kind, model.toString()));
        arguments.addAll(Arrays.asList(inputs));
        Said said = run(classes(), List.of(), arguments.toArray(String[]::new));
        String[] expected = Files.readAllLines(scores).get(1).split(",", -1);
        assertThat(said.out().split("\t", -1)[0]).isEqualTo(expected[1]);
        assertThat(said.err()).isEmpty();
    }

    @Test
    void rows() throws Exception {
        StringBuilder rows = new StringBuilder("temp,state\n");
        for (int i = 0; i < 40; i++) rows.append(20 + i % 7 * 0.25).append(i % 3 == 0 ? ",idle\n" : ",run\n");
        Path data = Files.writeString(folder.resolve("rows-data.csv"), rows);
        requireSame("rows", data, "temp=20.0", "state=idle");
    }

    @Test
    void vectors() throws Exception {
        float[] values = new float[120];
        for (int i = 0; i < values.length; i++) values[i] = i * 7 % 13 / 4f;
        Path data = folder.resolve("data.npz");
        Npz.write(data, Map.of("features", HostTensor.of(values, 40, 3)));
        requireSame("vectors", data, "0", "1.75", "0.25");
    }

    @Test
    void images() throws Exception {
        Random random = new Random(2);
        Path data = Files.createDirectory(folder.resolve("pictures"));
        for (int n = 0; n < 12; n++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 256; i++) image.setRGB(i % 16, i / 16, random.nextInt(1 << 24));
            ImageIO.write(image, "png", data.resolve(n + ".png").toFile());
        }
        requireSame("images", data, data.resolve("0.png").toString());
    }

    @Test
    void withoutABackEndOfTheLogOnlySlf4jSpeaksUnlessItIsToldNotTo() throws Exception {
        Path data = folder.resolve("few.npz");
        float[] values = new float[40];
        for (int i = 0; i < values.length; i++) values[i] = i * 7 % 13;
        Npz.write(data, Map.of("features", HostTensor.of(values, 20, 2)));
        Path model = folder.resolve("few.dxmi");
        Detection.fit(data, model, TableChoice.NONE, UNTRAINED, Progress.NONE);
        String without = Arrays.stream(classes().split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("slf4j-simple"))
                .collect(Collectors.joining(File.pathSeparator));
        Said said = run(without, List.of(), "vectors", model.toString(), "1", "2");
        assertThat(said.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("SLF4J"));
        said = run(without, List.of("-Dslf4j.internal.verbosity=ERROR"), "vectors", model.toString(), "1", "2");
        assertThat(said.err()).isEmpty();
    }

    @Test
    void theProjectAsksForThisVersion() throws IOException {
        String own = Files.readString(Path.of("..", "pom.xml"));
        String version = own.substring(own.indexOf("<version>") + 9, own.indexOf("</version>"));
        assertThat(Files.readString(PROJECT.resolve("pom.xml")))
                .contains("<artifactId>dxmi</artifactId>\n      <version>" + version + "</version>");
    }
}

package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.program.Programs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TorchScript files are programs: wicked ones are never loaded, others only if they are trusted. */
@Tag("slow")
class ProgramsTest {

    private static final String HALVED = "return torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], False, True, None)";
    private static final String FLAT =
            "return torch.flatten(torch.avg_pool2d(x, [2, 2], [2, 2], [0, 0], False, True, None), 1)";

    /** Byte of a ZIP at which the time of its first member stands; no reader of programs needs it. */
    private static final int TIME = 10;

    @TempDir
    Path folder;

    @TempDir
    Path config;

    private Processes dxmi;

    @BeforeEach
    void files() throws IOException {
        dxmi = new Processes(Main.class, folder, "-Xmx512m").with("DXMI_CONFIG", config.toString());
        Files.createDirectory(folder.resolve("real"));
        for (int i = 0; i < 8; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
            for (int p = 0; p < 64; p++) image.getRaster().setSample(p % 8, p / 8, 0, (p * 37 + i * i * 11) % 256);
            ImageIO.write(image, "png", folder.resolve("real/" + i + ".png").toFile());
        }
        Files.writeString(folder.resolve("net.pt.yaml"), "range: 0..1\nsize: 8\nchannels: 1\n");
        describe(folder.resolve("net.yaml"));
    }

    private static void describe(Path file) throws IOException {
        Files.writeString(file, "input: [8, 8]\nmean: [0.5]\nstd: [0.25]\noutputs: [0]\ngrid: [4, 4]\n");
    }

    private Set<String> listing() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** One line, exit code 2, nothing written. */
    private void refuse(String arguments, String message) throws Exception {
        Set<String> before = listing();
        long started = System.nanoTime();
        Result result = dxmi.run(arguments.split(" "));
        assertThat(result.err()).startsWith("dxmi: " + message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
        assertThat((System.nanoTime() - started) / 1e9)
                .as("seconds, also on a busy machine")
                .isLessThan(600);
        assertThat(listing()).isEqualTo(before);
    }

    private void succeed(String arguments) throws Exception {
        Result result = dxmi.run(arguments.split(" "));
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void whatWritesIsNeverLoaded() throws Exception {
        Path wicked = Programs.write(folder.resolve("net.pt"), "torch.save(x, \"stolen\")", "return x");
        String message = "net.pt: net/code/__torch__.py: it asks for torch.save, which is refused";
        refuse("reference build real --extractor net.pt --out r.npz", message);
        refuse("reference build real --extractor net.pt --trust net.pt --out r.npz", message);
        refuse("evaluate real --reference real --extractor net.pt", message);
        refuse("detect fit --data real --backbone net.pt --trust net.pt --out m", message);

        // also if it is run by nothing but loading
        Map<String, byte[]> members = Programs.members(Programs.code("return x")
                + "  def __setstate__(self: __torch__.Net, state: Dict[str, bool]) -> None:\n"
                + "    torch.from_file(\"stolen\", True, 4)\n");
        Files.write(wicked, Programs.zip(members));
        refuse("reference build real --extractor net.pt --trust net.pt --out r.npz", "net.pt: net/code/__torch__.py:");
        try (Stream<Path> entries = Files.walk(config)) {
            assertThat(entries.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void trustIsRememberedByTheBytes() throws Exception {
        Path net = Programs.write(folder.resolve("net.pt"), FLAT);
        refuse("reference build real --extractor net.pt --out r.npz", "net.pt: is a program that is not trusted here");
        succeed("reference build real --extractor net.pt --trust net.pt --out r.npz");
        succeed("evaluate real --reference r.npz --extractor net.pt --out e");
        Programs.write(net, FLAT.replace("1)", "-3)"));
        refuse("reference build real --extractor net.pt --out s.npz", "net.pt: is a program that is not trusted here");
    }

    @Test
    void aModelFromElsewhereIsLoadedOnlyIfItsBackboneIsTrusted() throws Exception {
        Path net = Programs.write(folder.resolve("net.pt"), HALVED);
        refuse("detect fit --data real --backbone net.pt --out m", "net.pt: is a program that is not trusted here");
        succeed("detect fit --data real --backbone net.pt --trust net.pt --out m --quiet");
        succeed("detect score m --data real --out here.csv --quiet");
        Processes here = dxmi;

        dxmi = here.with("DXMI_CONFIG", config.resolve("another machine").toString());
        refuse("detect score m --data real --out there.csv", "m/backbone.pt: is a program that is not trusted here");
        refuse("detect evaluate m --data real", "m/backbone.pt: is a program that is not trusted here");
        succeed("detect score m --data real --out there.csv --trust m/backbone.pt");
        assertThat(folder.resolve("there.csv")).hasSameTextualContentAs(folder.resolve("here.csv"));

        // the same rules hold for a model that is one file
        dxmi = here;
        succeed("detect fit --data real --backbone net.pt --out m.dxmi --quiet");
        dxmi = here.with("DXMI_CONFIG", config.resolve("a third machine").toString());
        refuse(
                "detect score m.dxmi --data real --out file.csv",
                "m.dxmi/backbone.pt: is a program that is not trusted here");
        succeed("detect score m.dxmi --data real --out file.csv --trust m.dxmi/backbone.pt");
        assertThat(folder.resolve("file.csv")).hasSameTextualContentAs(folder.resolve("here.csv"));
        dxmi = here.with("DXMI_CONFIG", config.resolve("another machine").toString());

        // where nothing can be remembered, the trust holds for the command
        dxmi = here.with("DXMI_CONFIG", Files.createFile(config.resolve("file")).toString());
        Result once =
                dxmi.run("detect", "score", "m", "--data", "real", "--out", "once.csv", "--trust", "m/backbone.pt");
        assertThat(once.code()).as(once.err()).isZero();
        assertThat(once.err()).contains("m/backbone.pt is trusted for this command only: cannot write ");
        refuse("detect score m --data real --out twice.csv", "m/backbone.pt: is a program that is not trusted here");

        dxmi = here;
        Programs.write(net, HALVED.replace("False", "True"));
        Files.copy(net, folder.resolve("m/backbone.pt"), StandardCopyOption.REPLACE_EXISTING);
        String other = "detect score m --data real --out s.csv --trust net.pt";
        refuse(other, "m/"); // it is trusted, but it is not the one of this model
    }

    /** Exported here: trusted here, under any name; another byte, or another machine, ends the trust. */
    @Test
    void whatIsExportedHereIsTrustedAndAChangedCopyIsNot() throws Exception {
        succeed("train digits trainer.iterations=1 pretrain.iterations=1 trainer.batch=8 pretrain.batch=8"
                + " evaluation.samples=8 --out run --quiet");
        succeed("export run --format torchscript --out exported");
        Path copy = Files.copy(folder.resolve("exported/energy.pt"), folder.resolve("copy.pt"));
        Files.copy(folder.resolve("net.pt.yaml"), folder.resolve("copy.pt.yaml"));
        String build = "reference build real --extractor copy.pt --out r.npz";
        Result loaded = dxmi.run(build.split(" "));
        assertThat(loaded.err()).doesNotContain("trusted");

        byte[] bytes = Files.readAllBytes(copy);
        String untrusted = "copy.pt: is a program that is not trusted here";
        for (int offset : new int[] {TIME, weight(bytes)}) {
            byte[] changed = bytes.clone();
            changed[offset] ^= 1;
            Files.write(copy, changed);
            refuse(build, untrusted);
        }
        Files.write(copy, bytes);
        dxmi = dxmi.with("DXMI_CONFIG", config.resolve("another machine").toString());
        refuse(build, untrusted);
    }

    /** Where the first number of the archive's first tensor lies, behind its stored member's name. */
    private static int weight(byte[] archive) {
        String name = "program/data/0";
        int at = new String(archive, StandardCharsets.ISO_8859_1).indexOf(name);
        assertThat(at).isPositive();
        return at + name.length();
    }
}

package io.dxmi.samplers.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedProgramsTest {

    @TempDir
    private Path folder;

    private Path program(String constant) throws IOException {
        return Programs.write(folder.resolve("net.pt"), "return torch.add(x, " + constant + ")");
    }

    @Test
    void aProgramIsTrustedByItsBytes() throws IOException {
        Path file = program("1");
        assertThatThrownBy(() -> TrustedPrograms.open(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("if you trust its origin, add trust " + file)
                .hasMessageContaining(ProgramFile.of(file).sha256());
        assertThat(TrustedPrograms.trust(file)).isEqualTo(Optional.empty());
        assertThat(TrustedPrograms.open(file).sha256())
                .isEqualTo(ProgramFile.of(file).sha256());
        program("2");
        assertThatThrownBy(() -> TrustedPrograms.open(file)).isInstanceOf(UserError.class);
        program("1");
        Path copy = Files.copy(file, folder.resolve("copy.pt"));
        assertThatCode(() -> TrustedPrograms.open(copy)).doesNotThrowAnyException();
    }

    @Test
    void aProcessOfTheSameUserTakesTheTrustOver() throws IOException {
        TrustedPrograms.trust(program("11"));
        assertThat(TrustedPrograms.all())
                .contains(ProgramFile.of(folder.resolve("net.pt")).sha256());
        Path other = program("12");
        assertThatThrownBy(() -> TrustedPrograms.open(other)).isInstanceOf(UserError.class);
        TrustedPrograms.trustHere(Set.of(ProgramFile.of(other).sha256()));
        assertThatCode(() -> TrustedPrograms.open(other)).doesNotThrowAnyException();
    }

    @Test
    void noTrustMakesAWickedProgramGood() throws IOException {
        Path file = Programs.write(folder.resolve("net.pt"), "torch.save(x, 'f')", "return x");
        assertThatThrownBy(() -> TrustedPrograms.trust(file)).hasMessageContaining("torch.save, which is refused");
        TrustedPrograms.wrote(ProgramFile.of(file).sha256(), file);
        assertThatThrownBy(() -> TrustedPrograms.open(file)).hasMessageContaining("torch.save, which is refused");
    }

    @Test
    void aDigestDetectsAnotherFileAndGrantsNoTrust() throws IOException {
        Path file = program("3");
        String sha256 = ProgramFile.of(file).sha256();
        assertThatThrownBy(() -> TrustedPrograms.open(file, Optional.of(sha256)))
                .hasMessageContaining("trusted");
        TrustedPrograms.trust(file);
        assertThatCode(() -> TrustedPrograms.open(file, Optional.of(sha256))).doesNotThrowAnyException();
        assertThatThrownBy(() -> TrustedPrograms.open(file, Optional.of("00" + sha256.substring(2))))
                .hasMessageContaining("another one, of " + sha256);
    }

    @Test
    void whatIsLoadedIsWhatWasHashed() throws IOException {
        Path file = program("4");
        TrustedPrograms.trust(file);
        ProgramFile opened = TrustedPrograms.open(file);
        program("5");
        try (NDManager root = Torch.open()) {
            assertThatThrownBy(() -> ScriptFile.load(root, opened))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("was changed while it was read");
            program("4");
            ScriptFile.load(root, opened).close();
            Files.delete(file);
            assertThatThrownBy(() -> ScriptFile.load(root, opened)).isInstanceOf(UserError.class);
        }
    }

    @Test
    void blocksOfALargeFileAreReadAndCompared() throws IOException {
        byte[] bytes = new byte[(2 << 20) + 5];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i >> 8 ^ i);
        Path file = Files.write(folder.resolve("large"), bytes);
        ProgramFile program = ProgramFile.of(file);
        assertThat(program.bytes(0, bytes.length)).isEqualTo(bytes);
        assertThat(program.bytes((1 << 20) - 2, 4))
                .containsExactly(bytes[(1 << 20) - 2], bytes[(1 << 20) - 1], bytes[1 << 20], bytes[(1 << 20) + 1]);
        try (ProgramFile.Content content = program.content()) {
            assertThat(content.readAllBytes()).isEqualTo(bytes);
            content.requireWhole();
        }
        bytes[2 << 20]++;
        Files.write(file, bytes);
        try (ProgramFile.Content content = program.content()) {
            assertThat(content.readAllBytes()).hasSize(2 << 20);
            assertThatThrownBy(content::requireWhole).hasMessageContaining("was changed");
        }
    }

    @Test
    void entriesLieInTheConfigurationFolder() {
        Path home = folder.toAbsolutePath();
        Path xdg = home.resolve("xdg");
        assertThat(TrustedPrograms.folder(Map.of(), "Linux", home.toString()))
                .contains(home.resolve(".config/dxmi/trusted"));
        assertThat(TrustedPrograms.folder(Map.of("XDG_CONFIG_HOME", xdg.toString()), "Linux", home.toString()))
                .contains(xdg.resolve("dxmi/trusted"));
        assertThat(TrustedPrograms.folder(Map.of("XDG_CONFIG_HOME", "xdg"), "Linux", home.toString()))
                .contains(home.resolve(".config/dxmi/trusted"));
        assertThat(TrustedPrograms.folder(Map.of("APPDATA", xdg.toString()), "Windows 11", home.toString()))
                .contains(xdg.resolve("dxmi/trusted"));
        assertThat(TrustedPrograms.folder(Map.of("DXMI_CONFIG", xdg.toString()), "Linux", "?"))
                .contains(xdg.resolve("trusted"));
        assertThat(TrustedPrograms.folder(Map.of(), "Linux", "?")).isEqualTo(Optional.empty());
    }
}

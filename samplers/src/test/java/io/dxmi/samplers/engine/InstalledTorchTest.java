package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dxmi.samplers.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as a wheel of Python and an archive of libtorch lay them out; nothing in them is loaded. */
class InstalledTorchTest {

    private static final List<String> FLAVORS = List.of("cpu", "cu128");

    @TempDir
    Path torch;

    private Path libraries;

    @BeforeEach
    void make() throws IOException {
        libraries = Files.createDirectory(torch.resolve("lib"));
        Files.createFile(libraries.resolve(System.mapLibraryName("torch")));
    }

    private InstalledTorch wheel(String version, String cuda) throws IOException {
        Files.writeString(torch.resolve("version.py"), """
                from typing import Optional

                __version__ = '%s'
                debug = False
                cuda: Optional[str] = %s
                git_version = 'e2d141dbde55c2a4370fac5165b0561b6af4798b'
                """.formatted(version, cuda));
        return InstalledTorch.of(libraries.toString());
    }

    @Test
    void aWheelOfTheSameVersionServes() throws IOException {
        assertThat(wheel("2.7.1+cu128", "'12.8'").require("2.7.1", FLAVORS))
                .isEqualTo(new InstalledTorch(libraries, "2.7.1", "cu128"));
        assertThat(wheel("2.7.1+cpu", "None").require("2.7.1", FLAVORS).flavor())
                .isEqualTo("cpu");
    }

    @Test
    void anArchiveOfLibtorchServes() throws IOException {
        Files.writeString(torch.resolve("build-version"), "2.7.1+cu128\n");
        InstalledTorch found = InstalledTorch.of("/none" + File.pathSeparator + libraries);
        assertThat(found.require("2.7.1", FLAVORS).flavor()).isEqualTo("cu128");
    }

    @Test
    void anotherVersionIsRefusedBeforeItIsLoaded() throws IOException {
        InstalledTorch later = wheel("2.15.0+cu132", "'13.2'");
        assertThatThrownBy(() -> later.require("2.7.1", FLAVORS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected 2.7.1, got version 2.15.0")
                .hasMessageContaining(libraries.toString())
                .hasMessageContaining("PYTORCH_LIBRARY_PATH");
        InstalledTorch other = wheel("2.7.1+cu126", "'12.6'");
        assertThatThrownBy(() -> other.require("2.7.1", FLAVORS))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("built with one of cpu, cu128, got a build with cu126");
    }

    @Test
    void aFolderWithoutVersionOrLibraryIsRefused() {
        InstalledTorch unknown = InstalledTorch.of(libraries.toString());
        assertThatThrownBy(() -> unknown.require("2.7.1", FLAVORS)).hasMessageContaining("got version unknown");
        assertThatThrownBy(() -> InstalledTorch.of(torch.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("such as site-packages/torch/lib");
    }
}

package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.tensor.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inspecting and importing as a user does; a wicked file is one line, exit code 2, and runs nothing. */
@Tag("golden")
class CheckpointCommandsTest {

    @TempDir
    Path folder;

    private Result dxmi(String... arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments);
    }

    private static String golden(String name) {
        return Path.of(System.getProperty("dxmi.golden"))
                .toAbsolutePath()
                .resolve(name)
                .toString();
    }

    @Test
    void tensorsAreListedForPeopleAndForPrograms() throws Exception {
        Result result = dxmi("inspect", golden("odd_tensors_legacy.pth"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("PyTorch (legacy), 11 tensors")
                .containsPattern("a_transposed +F32 +\\(6, 4\\)");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("tensors")).hasSize(11);
        assertThat(json.at("/tensors/1/shape").toString()).isEqualTo("[6,4]");
        assertThat(json.at("/tensors/4/dtype").asText()).isEqualTo("F32");
    }

    @Test
    void aNetworkIsImportedUnderItsOriginalNames() throws Exception {
        Result result = dxmi("import", golden("ddpm_nested_module_zip.pth"), "--out", "net.safetensors");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("architecture").asText()).isEqualTo("DDPM U-Net");
        assertThat(json.path("part").asText()).isEqualTo("state_dict/module");
        assertThat(Safetensors.read(folder.resolve("net.safetensors")).tensors())
                .containsKey("temb.dense.0.weight");
        Result again = dxmi("import", golden("ddpm_nested_module_zip.pth"), "--out", "net.safetensors");
        assertThat(again.code()).isEqualTo(2);
        Result odd = dxmi("import", golden("odd_tensors_zip.pth"));
        assertThat(odd.code()).isEqualTo(2);
        assertThat(odd.err().lines()).hasSize(1);
    }

    @Test
    void aPickleThatCallsTheSystemRunsNothing() throws Exception {
        String command = "touch " + folder.resolve("ran");
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes("cos\nsystem\n(X".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) command.length(), 0, 0, 0});
        pickle.writeBytes((command + "tR.").getBytes(StandardCharsets.US_ASCII));
        assertThat(command.length()).isLessThan(128);
        Path file = folder.resolve("wicked.pth");
        zip(file, pickle.toByteArray());
        // EDM's files are plain pickles
        byte[] plain =
                ("\u0080\u0002" + pickle.toString(StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("wicked.pkl"), plain);
        for (String name : new String[] {"inspect", "import"}) {
            for (String wicked : new String[] {"wicked.pth", "wicked.pkl"}) {
                Result result = dxmi(name, wicked);
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).startsWith("dxmi: " + wicked + ": ").contains("os.system");
                assertThat(result.err().lines()).hasSize(1);
            }
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    private static void zip(Path file, byte[] pickle) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(pickle);
        ZipEntry entry = new ZipEntry("wicked/data.pkl");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(pickle.length);
        entry.setCrc(crc.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(entry);
            zip.write(pickle);
        }
    }
}

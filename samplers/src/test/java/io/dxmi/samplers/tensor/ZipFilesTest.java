package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipFilesTest {

    @TempDir
    Path folder;

    /** An archive of one member with the content "7". */
    private Path archive(String name, Charset names) throws IOException {
        Path file = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file), names)) {
            out.putNextEntry(new ZipEntry(name));
            out.write('7');
        }
        return file;
    }

    @Test
    void namesOfOlderProgramsAreRead() throws IOException {
        for (String names : new String[] {"UTF-8", "IBM437", "windows-1252"}) {
            try (ZipFile zip = ZipFiles.open(archive("Bär.png", Charset.forName(names)))) {
                ZipEntry entry = zip.stream().findFirst().orElseThrow();
                assertThat(entry.getName()).as(names).startsWith("B").endsWith("r.png");
                try (var content = zip.getInputStream(zip.getEntry(entry.getName()))) {
                    assertThat(content.readAllBytes()).containsExactly('7');
                }
            }
        }
    }

    /** The flag of the member states UTF-8, and the bytes of its name are none. */
    @Test
    void aNameThatIsNotWhatItsFlagStatesIsAnError() throws IOException {
        Path file = archive("ä.png", StandardCharsets.UTF_8);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 1; i < bytes.length; i++) if (bytes[i - 1] == (byte) 0xc3) bytes[i] = '(';
        Files.write(file, bytes);
        assertThatThrownBy(() -> ZipFiles.open(file)).isInstanceOf(ZipException.class);
    }

    @Test
    void otherFilesAreErrors() throws IOException {
        Path text = Files.writeString(folder.resolve("b.zip"), "no archive");
        assertThatThrownBy(() -> ZipFiles.open(text)).isInstanceOf(IOException.class);
    }
}

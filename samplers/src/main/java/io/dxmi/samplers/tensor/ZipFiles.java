package io.dxmi.samplers.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** ZIP archives as programs write them. */
public final class ZipFiles {

    private ZipFiles() {}

    /**
     * Opens an archive; the caller closes it. Names are UTF-8; in an archive that has others, as older programs write them,
     * each byte of a name is a character.
     *
     * @throws ZipException if the file is no archive, or holds a name that is not as its flags state
     */
    public static ZipFile open(Path file) throws IOException {
        try {
            return withNames(new ZipFile(file.toFile()));
        } catch (ZipException e) {
            try {
                return withNames(new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1));
            } catch (ZipException again) {
                throw e; // no archive at all: the first reason is the better one
            }
        }
    }

    /** Java meets some damaged names only when they are listed. */
    private static ZipFile withNames(ZipFile zip) throws IOException {
        try {
            zip.stream().forEach(entry -> {});
            return zip;
        } catch (IllegalArgumentException e) {
            zip.close();
            throw new ZipException("a name in it is not in the encoding that its flags state");
        }
    }
}

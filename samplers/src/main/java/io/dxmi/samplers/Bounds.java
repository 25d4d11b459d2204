package io.dxmi.samplers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Limits for files of unknown origin: what is small on disk must not take much time or memory. */
public final class Bounds {

    private static final int LONGEST_TEXT = 1 << 20;

    private static final int LONGEST_RECORD = 64 << 20;

    /** Beyond this, numbers take quadratic time. */
    private static final Pattern LONG_WORD = Pattern.compile("[\\p{Alnum}_.+-]{1000}");

    /** Tables and pictures shrink far less; what shrinks more is empty or hostile. */
    private static final int MOST_RATIO = 100;

    private static final long ALWAYS_ALLOWED = 16 << 20;

    private Bounds() {}

    /**
     * The text of a description, such as YAML, in UTF-8.
     *
     * @throws UserError if the file cannot be read, has more than 1 MiB, or a word of 1000 characters
     */
    public static String description(Path file) {
        try {
            requireFile(file);
            if (Files.isRegularFile(file) && Files.size(file) > LONGEST_TEXT) {
                throw new UserError(file + ": expected a description of at most " + LONGEST_TEXT + " bytes, got "
                        + Files.size(file));
            }
            String text = Files.readString(file);
            if (LONG_WORD.matcher(text).find()) {
                throw new UserError(file + ": expected words of less than 1000 characters, got a longer one");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new UserError("cannot read " + file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new UserError("cannot read " + file + ": expected UTF-8 text", e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + (Files.isDirectory(file) ? ": it is a folder" : ""), e);
        }
    }

    /**
     * Refuses pipes and devices, which may never end or never begin. Folders and missing files pass: they have messages of
     * their own.
     *
     * @throws UserError if the path is one
     */
    public static void requireFile(Path path) {
        if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) return;
        throw new UserError(path + ": expected a file, got a pipe or device; write its content to a file first");
    }

    /** A small text that the toolkit wrote itself. @throws UserError if it is no file, or has more than 64 MiB */
    public static String record(Path file) throws IOException {
        requireFile(file);
        if (Files.size(file) > LONGEST_RECORD) {
            throw new UserError(file + ": expected at most " + LONGEST_RECORD + " bytes, got " + Files.size(file));
        }
        return Files.readString(file);
    }

    /**
     * Unpacks a gzip file once, keeping nothing.
     *
     * @throws UserError if it unpacks to more than 16 MiB and to more than 100 times its size
     * @throws IOException if it is damaged or cannot be read
     */
    public static void requireModestGzip(Path file) throws IOException {
        long most = mostUnpacked(Files.size(file));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] block = new byte[1 << 16];
            long size = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                size += n;
                if (size > most) {
                    throw new UserError(file + ": expected a file that unpacks to at most " + most + " bytes ("
                            + MOST_RATIO + " times its size), got more; unpack it if it is meant so");
                }
            }
        }
    }

    /** How many bytes a compressed file of a size may unpack to. */
    public static long mostUnpacked(long size) {
        return Math.max(ALWAYS_ALLOWED, MOST_RATIO * size);
    }

    /** Checks before memory is set aside. @throws UserError if an array of so many bytes does not fit into Java's memory */
    public static void requireMemory(long bytes, String where) {
        long most = Runtime.getRuntime().maxMemory();
        if (bytes <= most * 3 / 4) return;
        throw new UserError(
                where + ": unpacks to " + bytes + " bytes, but Java's memory is " + (most >> 20)
                        + " MB; DXMI_JAVA_OPTS=-Xmx8g gives it 8 GB",
                new OutOfMemoryError(where));
    }
}

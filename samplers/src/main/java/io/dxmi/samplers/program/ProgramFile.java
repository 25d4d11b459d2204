package io.dxmi.samplers.program;

import io.dxmi.samplers.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A file as it was when it was hashed. Whatever is read from it later is compared with that, block by block, so that what is
 * checked and what is loaded are the same bytes, also if another process writes to the file in between.
 */
public final class ProgramFile {

    private static final int BLOCK = 1 << 20;

    private final Path path;
    private final long size;
    private final String sha256;
    private final List<byte[]> blocks;
    private byte[] latest = new byte[0];
    private int latestNumber = -1;

    private ProgramFile(Path path, long size, String sha256, List<byte[]> blocks) {
        this.path = path;
        this.size = size;
        this.sha256 = sha256;
        this.blocks = blocks;
    }

    /** Hashes a file. @throws UserError if it cannot be read */
    public static ProgramFile of(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new UserError(path + ": expected a TorchScript file, got "
                    + (Files.isDirectory(path) ? "a folder" : "nothing: there is no such file"));
        }
        MessageDigest whole = newSha256();
        List<byte[]> blocks = new ArrayList<>();
        long size = 0;
        try (InputStream in = Files.newInputStream(path)) {
            for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
                whole.update(block);
                blocks.add(newSha256().digest(block));
                size += block.length;
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + path + ": " + e.getMessage(), e);
        }
        return new ProgramFile(path, size, HexFormat.of().formatHex(whole.digest()), blocks);
    }

    public Path path() {
        return path;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** Of the whole file, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /**
     * Some bytes of the file that was hashed.
     *
     * @throws EOFException if the file does not reach so far
     * @throws Changed if the file is another one by now
     */
    synchronized byte[] bytes(long at, int count) throws IOException {
        if (at < 0 || count < 0 || at > size - count) throw new EOFException("it is cut off");
        byte[] out = new byte[count];
        try (FileChannel channel = FileChannel.open(path)) {
            int done = 0;
            while (done < count) {
                int number = (int) ((at + done) / BLOCK);
                if (number != latestNumber) {
                    latest = block(channel, number);
                    latestNumber = number;
                }
                int from = (int) (at + done - (long) number * BLOCK);
                int n = Math.min(latest.length - from, count - done);
                System.arraycopy(latest, from, out, done, n);
                done += n;
            }
        } catch (NoSuchFileException e) {
            throw new Changed();
        }
        return out;
    }

    private byte[] block(FileChannel channel, int number) throws IOException {
        long start = (long) number * BLOCK;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, size - start));
        while (block.hasRemaining()) {
            if (channel.read(block, start + block.position()) < 0) throw new Changed();
        }
        if (!Arrays.equals(newSha256().digest(block.array()), blocks.get(number))) throw new Changed();
        return block.array();
    }

    /** All of it, from the start. The caller closes it. */
    public Content content() {
        return new Content();
    }

    /**
     * The bytes that were hashed. Native code reads from it and cannot handle an exception there: the stream ends early if
     * the file was changed, and {@link #requireWhole} tells.
     */
    public final class Content extends InputStream {

        private FileChannel channel;
        private byte[] block = new byte[0];
        private int at;
        private int next;
        private IOException failure;

        @Override
        public int read(byte[] into, int from, int count) {
            if (count == 0) return 0;
            if (at == block.length && !advance()) return -1;
            int n = Math.min(count, block.length - at);
            System.arraycopy(block, at, into, from, n);
            at += n;
            return n;
        }

        private boolean advance() {
            if (failure != null || next == blocks.size()) return false;
            try {
                if (channel == null) channel = FileChannel.open(path);
                block = block(channel, next++);
                at = 0;
                return true;
            } catch (IOException e) {
                failure = e;
                return false;
            }
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Call it after the end of the stream. @throws UserError if the file that was hashed goes on there */
        public void requireWhole() {
            if (failure != null) throw refused(failure);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) channel.close();
        }
    }

    /** The mistake that a failure to read means. */
    UserError refused(IOException e) {
        return new UserError(path + ": " + (e.getMessage() == null ? "cannot be read" : e.getMessage()), e);
    }

    /** An empty SHA-256. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Another process wrote to the file while it was read. */
    static final class Changed extends IOException {

        private static final long serialVersionUID = 1;

        Changed() {
            super("was changed while it was read; expected a file that nobody writes to, run the command again");
        }
    }
}

package io.dxmi.samplers.checkpoint.pickle;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of one or more pickles, read once from front to back. No array is made before its bytes are known to exist. */
public final class PickleInput {

    /** Bytes of pickled text, containers and numbers in one file; the tensors' values lie outside. */
    private static final long MOST = 64L << 20;

    private static final int LONGEST_LINE = 1000;

    /** Bytes of a text; the program beside a network of EDM has some 30,000. */
    static final int LONGEST_TEXT = 1 << 20;

    private final InputStream in;
    private final long length;
    private long position;
    private long kept;

    /**
     * @param in buffered; closed by the caller
     * @param length number of bytes that {@code in} has, or more than that only if the file is cut off
     */
    public PickleInput(InputStream in, long length) {
        this.in = in;
        this.length = length;
    }

    /** Bytes consumed so far. */
    public long position() {
        return position;
    }

    int unsigned1() {
        try {
            int value = in.read();
            if (value < 0) throw cutOff();
            position++;
            keep(1);
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Little-endian, unsigned if fewer than 8 bytes. */
    long number(int size) {
        byte[] bytes = bytes(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) value = (value << 8) | (bytes[i] & 0xff);
        return value;
    }

    int signed4() {
        return (int) number(4);
    }

    double bigEndianDouble() {
        return ByteBuffer.wrap(bytes(8)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    byte[] bytes(long n) {
        if (n < 0 || n > length - position) throw cutOff();
        position += n;
        keep(n);
        try {
            byte[] bytes = in.readNBytes((int) n);
            if (bytes.length < n) throw cutOff();
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to the next line feed, without it. */
    byte[] line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = unsigned1(); c != '\n'; c = unsigned1()) {
            if (line.size() == LONGEST_LINE) throw new BadPickle("it is damaged: a name has no end");
            line.write(c);
        }
        return line.toByteArray();
    }

    /** Passes over so many bytes. */
    void skip(long n) {
        if (n < 0 || n > length - position) throw cutOff();
        position += n;
        try {
            in.skipNBytes(n);
        } catch (EOFException e) {
            throw cutOff();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(long n) {
        kept += n;
        if (kept > MOST) throw new BadPickle("its pickled part is longer than " + MOST + " bytes");
    }

    private BadPickle cutOff() {
        return new BadPickle("it is cut off or damaged: the pickle ends at byte " + position);
    }
}

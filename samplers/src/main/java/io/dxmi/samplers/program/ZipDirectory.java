package io.dxmi.samplers.program;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The members of a ZIP as its central directory lists them (PKWARE's APPNOTE 6.3, ZIP64 included). Readers of ZIP files
 * differ where a file is ambiguous; such a file is refused, so that libtorch finds what is found here.
 */
final class ZipDirectory {

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_SIZE = 56;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int MEMBER = 0x02014b50;
    private static final int MEMBER_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int ENCRYPTED = 1 | 1 << 5 | 1 << 6 | 1 << 13;
    private static final long IN_ZIP64 = 0xffffffffL;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** A directory of this size lists more than a hundred thousand members. */
    private static final int MOST_DIRECTORY = 16 << 20;

    private final ProgramFile file;
    private final List<Member> members = new ArrayList<>();

    /**
     * A member.
     *
     * @param name byte by byte, as ISO 8859-1
     * @param packed its bytes in the file
     * @param size its bytes when it is unpacked
     * @param header where its local header begins
     */
    record Member(String name, int method, long packed, long size, long header) {}

    private ZipDirectory(ProgramFile file) {
        this.file = file;
    }

    /** Reads the directory. @throws Refused if it is damaged or ambiguous */
    static ZipDirectory of(ProgramFile file) throws IOException {
        ZipDirectory directory = new ZipDirectory(file);
        try {
            directory.read();
        } catch (BufferUnderflowException e) {
            throw new Refused("its ZIP directory is damaged");
        }
        return directory;
    }

    List<Member> members() {
        return members;
    }

    private void read() throws IOException {
        if (file.size() < END_SIZE) throw damaged("it ends too early");
        long endAt = file.size() - END_SIZE;
        ByteBuffer end = at(endAt, END_SIZE);
        if (end.getInt(0) != END || end.getShort(20) != 0)
            throw damaged("bytes follow its directory, or it is cut off");
        if (end.getInt(4) != 0) throw damaged("it has several volumes");
        long count = Short.toUnsignedLong(end.getShort(10));
        long size = Integer.toUnsignedLong(end.getInt(12));
        long start = Integer.toUnsignedLong(end.getInt(16));
        if (end.getShort(8) != end.getShort(10)) throw damaged("its numbers of members differ");
        long directoryEnd = endAt;
        if (endAt >= LOCATOR_SIZE + END64_SIZE
                && at(endAt - LOCATOR_SIZE, LOCATOR_SIZE).getInt(0) == LOCATOR) {
            directoryEnd = endAt - LOCATOR_SIZE - END64_SIZE;
            ByteBuffer end64 = at(directoryEnd, END64_SIZE);
            boolean follows = at(endAt - LOCATOR_SIZE, LOCATOR_SIZE).getLong(8) == directoryEnd
                    && end64.getInt(0) == END64
                    && end64.getLong(4) == END64_SIZE - 12;
            boolean agrees = agrees(count, 0xffff, end64.getLong(32))
                    && agrees(size, IN_ZIP64, end64.getLong(40))
                    && agrees(start, IN_ZIP64, end64.getLong(48))
                    && end64.getLong(24) == end64.getLong(32);
            if (!follows || !agrees) throw damaged("its two directories differ");
            count = end64.getLong(32);
            size = end64.getLong(40);
            start = end64.getLong(48);
        }
        if (start < 0 || size < 0 || start != directoryEnd - size) throw damaged("its directory is not at its end");
        if (size > MOST_DIRECTORY) throw new Refused("its ZIP directory has " + size + " bytes, more than any program");
        ByteBuffer directory = at(start, (int) size);
        while (directory.hasRemaining()) member(directory, start);
        if (members.size() != count) throw damaged("its directory has not as many members as it says");
        requireLocalHeaders();
    }

    private static boolean agrees(long small, long sentinel, long large) {
        return small == large || small == sentinel;
    }

    private void member(ByteBuffer directory, long end) throws IOException {
        int from = directory.position();
        if (directory.remaining() < MEMBER_SIZE || directory.getInt(from) != MEMBER) throw damaged("its directory");
        byte[] name = new byte[Short.toUnsignedInt(directory.getShort(from + 28))];
        int extra = Short.toUnsignedInt(directory.getShort(from + 30));
        int comment = Short.toUnsignedInt(directory.getShort(from + 32));
        directory.position(from + MEMBER_SIZE);
        if (directory.remaining() < name.length + extra + comment) throw damaged("its directory");
        directory.get(name);
        ByteBuffer fields = directory.slice(directory.position(), extra).order(ByteOrder.LITTLE_ENDIAN);
        directory.position(directory.position() + extra + comment);
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if ((directory.getShort(from + 8) & ENCRYPTED) != 0) throw new Refused("its member " + text + " is encrypted");
        int method = directory.getShort(from + 10);
        long[] numbers = { // unpacked, packed, header: the order in a ZIP64 field
            Integer.toUnsignedLong(directory.getInt(from + 24)),
            Integer.toUnsignedLong(directory.getInt(from + 20)),
            Integer.toUnsignedLong(directory.getInt(from + 42))
        };
        widen(numbers, fields);
        Member member = new Member(text, method, numbers[1], numbers[0], numbers[2]);
        if (method != STORED && method != DEFLATED)
            throw new Refused("its member " + text + " is packed in a way " + "that PyTorch does not know");
        if (method == STORED && member.size != member.packed) throw damaged("the sizes of " + text + " differ");
        boolean inside = member.packed >= 0
                && member.size >= 0
                && member.header >= 0
                && member.packed <= end
                && member.header <= end - LOCAL_SIZE - name.length - member.packed;
        if (!inside) throw damaged(text + " reaches beyond the file");
        members.add(member);
    }

    /** Takes the numbers that do not fit into 32 bits from the ZIP64 field. */
    private static void widen(long[] numbers, ByteBuffer fields) throws Refused {
        int wide = 0;
        for (long number : numbers) if (number == IN_ZIP64) wide++;
        if (wide == 0) return;
        while (fields.remaining() >= 4) {
            int kind = Short.toUnsignedInt(fields.getShort());
            int size = Short.toUnsignedInt(fields.getShort());
            if (kind == 1) {
                if (size < Long.BYTES * wide) throw damaged("a ZIP64 field");
                for (int i = 0; i < numbers.length; i++) if (numbers[i] == IN_ZIP64) numbers[i] = fields.getLong();
                return;
            }
            if (size > fields.remaining()) break;
            fields.position(fields.position() + size);
        }
        throw damaged("a ZIP64 field");
    }

    /** Some readers take names from the members' own headers, and others from the directory. */
    private void requireLocalHeaders() throws IOException {
        List<Member> inOrder = new ArrayList<>(members);
        inOrder.sort(Comparator.comparingLong(Member::header));
        long free = 0;
        for (Member member : inOrder) {
            if (member.header < free) throw damaged("its members overlap");
            int length = member.name.length();
            ByteBuffer local = at(member.header, LOCAL_SIZE + length);
            byte[] name = member.name.getBytes(StandardCharsets.ISO_8859_1);
            boolean same = local.getInt(0) == LOCAL
                    && Short.toUnsignedInt(local.getShort(26)) == length
                    && local.getShort(8) == member.method
                    && (local.getShort(6) & ENCRYPTED) == 0
                    && local.slice(LOCAL_SIZE, length).equals(ByteBuffer.wrap(name));
            if (!same) throw damaged("its directory and its member " + member.name + " differ");
            free = member.header + LOCAL_SIZE + length + Short.toUnsignedInt(local.getShort(28)) + member.packed;
        }
        if (!inOrder.isEmpty() && inOrder.get(0).header != 0) throw damaged("bytes come before its members");
    }

    /** A member's bytes, unpacked. @throws Refused if it is damaged or has more than {@code most} bytes */
    byte[] bytes(Member member, int most) throws IOException {
        if (member.size > most || member.packed > most) {
            throw new Refused("its member " + member.name + " has " + Math.max(member.size, member.packed)
                    + " bytes; expected at most " + most);
        }
        ByteBuffer local = at(member.header, LOCAL_SIZE);
        long start = member.header
                + LOCAL_SIZE
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        byte[] packed = file.bytes(start, (int) member.packed);
        return member.method == STORED ? packed : inflated(packed, member);
    }

    private static byte[] inflated(byte[] packed, Member member) throws Refused {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] out = new byte[(int) member.size];
            int n = 0;
            while (n < out.length) {
                int more = inflater.inflate(out, n, out.length - n);
                if (more == 0) throw damaged(member.name + " is cut off");
                n += more;
            }
            boolean over = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
            if (over || inflater.getBytesRead() != packed.length)
                throw damaged(member.name + " is longer than it says");
            return out;
        } catch (DataFormatException e) {
            throw damaged(member.name + " cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    private ByteBuffer at(long position, int count) throws IOException {
        return ByteBuffer.wrap(file.bytes(position, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Refused damaged(String what) {
        return new Refused("it is no ZIP that every reader understands alike (" + what + ")");
    }
}

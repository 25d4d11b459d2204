package io.dxmi.samplers.tensor;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NumPy's {@code .npz}, or one {@code .npy}, of which the headers have been read.
 *
 * @param zipped whether it is a {@code .npz}
 */
record NpzFile(Path path, boolean zipped, Map<String, Entry> entries, Map<String, String> unread)
        implements TensorFile {

    /** @throws UserError if it is neither, or damaged */
    static NpzFile open(Path file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> unread = new LinkedHashMap<>();
        Bounds.requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(16);
            boolean single = NpyHeader.startsWithMagic(in.readNBytes(6));
            in.reset();
            if (single) entries.put(Npz.UNNAMED, entry(in, Files.size(file), file.toString()));
            else list(file, entries, unread);
            return new NpzFile(file, !single, Collections.unmodifiableMap(entries), unread);
        } catch (IOException e) {
            throw Npz.unreadable(file, e);
        }
    }

    /** @param unread gets the arrays that are not read, as long as another one is */
    private static void list(Path file, Map<String, Entry> entries, Map<String, String> unread) throws IOException {
        UserError first = null;
        try (ZipFile zip = ZipFiles.open(file)) {
            for (Enumeration<? extends ZipEntry> members = zip.entries(); members.hasMoreElements(); ) {
                ZipEntry member = members.nextElement();
                String where = file + ": " + member.getName();
                if (!member.getName().endsWith(Npz.SUFFIX)) throw new UserError(where + ": expected only .npy members");
                String name = member.getName().substring(0, member.getName().length() - Npz.SUFFIX.length());
                try (InputStream in = zip.getInputStream(member)) {
                    if (entries.put(name, entry(in, member.getSize(), where)) != null)
                        throw new UserError(where + ": occurs twice");
                } catch (UserError e) {
                    if (first == null) first = e;
                    unread.put(name, e.getMessage().substring(where.length()).replaceFirst("^: ", ""));
                }
            }
        }
        if (entries.isEmpty() && first != null) throw first;
    }

    private static Entry entry(InputStream in, long length, String where) throws IOException {
        NpyHeader header = NpyHeader.read(in, where);
        header.requireLength(length, where);
        return new Entry(header.dtype(), header.shape());
    }

    @Override
    public String format() {
        return zipped ? "npz" : "npy";
    }

    @Override
    public Map<String, String> notes() {
        return Map.of();
    }

    @Override
    public HostTensor read(String name) {
        if (!entries.containsKey(name)) throw new IllegalArgumentException(path + " has no array " + name);
        if (!zipped) return Npz.read(path).get(name);
        try (ZipFile zip = ZipFiles.open(path)) {
            ZipEntry entry = zip.getEntry(name + Npz.SUFFIX);
            if (entry == null) throw new UserError(path + ": " + name + " is no longer in it");
            return Npz.member(zip, entry, path + ": " + entry.getName());
        } catch (IOException e) {
            throw Npz.unreadable(path, e);
        }
    }
}

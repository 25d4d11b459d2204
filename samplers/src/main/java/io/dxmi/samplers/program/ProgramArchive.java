package io.dxmi.samplers.program;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads all code of a TorchScript archive ({@code torch.jit.save}) before libtorch does, which runs some of it while it
 * loads. libtorch finds members without regard to case; so does this class.
 */
public final class ProgramArchive {

    private static final int MOST_MEMBERS = 1 << 30;
    private static final int MOST_CODE = 16 << 20;
    private static final int MOST_PICKLE = 64 << 20;
    private static final long MOST_TOGETHER = 128 << 20;

    private final ZipDirectory zip;
    private final Map<String, ZipDirectory.Member> members = new HashMap<>();
    private String folder = "";

    private ProgramArchive(ZipDirectory zip) {
        this.zip = zip;
    }

    /**
     * Checks an archive.
     *
     * @throws UserError if it is no TorchScript archive, is ambiguous, or its code asks for more than its own tensors
     */
    public static void check(ProgramFile file) {
        try {
            requireZip(file);
            ProgramArchive archive = new ProgramArchive(ZipDirectory.of(file));
            archive.index();
            archive.requireProgram();
            archive.read();
        } catch (IOException e) {
            throw file.refused(e);
        }
    }

    /**
     * The members of a checked archive, by their names in its folder: what libtorch would find there.
     *
     * @throws UserError as {@link #check}, or if they have more than 1 GiB together
     */
    public static Map<String, byte[]> members(ProgramFile file) {
        check(file);
        try {
            ZipDirectory zip = ZipDirectory.of(file);
            Map<String, byte[]> contents = new LinkedHashMap<>();
            int left = MOST_MEMBERS;
            for (ZipDirectory.Member member : zip.members()) {
                byte[] bytes = zip.bytes(member, left);
                left -= bytes.length;
                contents.put(member.name().substring(member.name().indexOf('/') + 1), bytes);
            }
            return contents;
        } catch (IOException e) {
            throw file.refused(e);
        }
    }

    private static void requireZip(ProgramFile file) throws IOException {
        byte[] start = file.bytes(0, (int) Math.min(8, file.size()));
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\3\4")) return;
        String found = "something else";
        if (start.length == 0) found = "an empty file";
        else if (text.charAt(0) == 0x80) found = "a bare pickle, as old versions of torch.save write it";
        else if (text.endsWith("PTMF")) found = "a program for PyTorch Mobile (flatbuffer)";
        else if (text.startsWith("PYTORCH1")) found = "an archive of a preview of PyTorch 1.0";
        throw expected(found);
    }

    /** One member a name, all in one folder. */
    private void index() throws Refused {
        for (ZipDirectory.Member member : zip.members()) {
            String name = member.name();
            int slash = name.indexOf('/');
            if (slash < 0) throw new Refused("its member " + name + " lies outside its folder");
            if (members.isEmpty()) folder = name.substring(0, slash + 1);
            if (!name.startsWith(folder)) throw new Refused("its member " + name + " lies outside " + folder);
            String key = name.substring(folder.length()).toLowerCase(Locale.ROOT);
            if (members.put(key, member) != null) throw new Refused("it has two members " + name);
        }
    }

    private void requireProgram() throws Refused {
        if (members.containsKey("model.json")) {
            throw expected("an archive of PyTorch 1.0 to 1.2; load and save it with a newer PyTorch");
        }
        if (members.containsKey("bytecode.pkl")) throw expected("a program for PyTorch Mobile (bytecode.pkl)");
        if (!members.containsKey("constants.pkl")) {
            throw expected(
                    members.containsKey("data.pkl")
                            ? "the weights of a torch.save without a program"
                            : "a ZIP without a program (constants.pkl)");
        }
        if (members.keySet().stream().noneMatch(name -> name.endsWith(".py"))) {
            throw expected("an archive without code (code/*.py)");
        }
    }

    private void read() throws IOException {
        long together = 0;
        for (Map.Entry<String, ZipDirectory.Member> entry : members.entrySet()) {
            boolean code = entry.getKey().endsWith(".py");
            if (!code && !entry.getKey().endsWith(".pkl")) continue;
            together += entry.getValue().size();
            if (together > MOST_TOGETHER)
                throw new Refused("its code and pickles have more than " + MOST_TOGETHER + " bytes");
            String text = new String(
                    zip.bytes(entry.getValue(), code ? MOST_CODE : MOST_PICKLE), StandardCharsets.ISO_8859_1);
            try {
                if (code) ProgramCode.check(text);
                else ProgramCode.checkPickle(text);
            } catch (Refused e) {
                throw new Refused(entry.getValue().name() + ": " + e.getMessage());
            }
        }
    }

    private static Refused expected(String found) {
        return new Refused("expected a TorchScript file of torch.jit.save, got " + found);
    }
}

package io.dxmi.detect.archive;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import io.dxmi.samplers.tensor.ZipFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A model folder, or a folder of models by category, in one ZIP archive. Its files are unpacked into a temporary folder while
 * they are read: the archive may be read-only. What is unpacked is bounded ({@link ZipFolders#unpack}).
 *
 * @param file the archive
 * @param inside the folder of the model in it, with / at its end; empty for the top
 */
public record ModelArchive(Path file, String inside) {

    private static final String ENDING = ".dxmi";

    /** Tells whose it is, if a process is killed and leaves it behind. */
    private static final String TEMPORARY =
            "dxmi-model-" + ProcessHandle.current().pid() + "-";

    /** Whether a fit to this name makes an archive. */
    public static boolean isNamed(Path file) {
        return file.getFileName() != null
                && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /** The archive at a path, or the part of it that a path below the archive names; empty if there is none. */
    public static Optional<ModelArchive> of(Path path) {
        String inside = "";
        for (Path file = path; file != null && !Files.isDirectory(file); file = file.getParent()) {
            if (ZipFolders.isZip(file)) return Optional.of(new ModelArchive(file, inside));
            if (file.getFileName() == null) break;
            inside = file.getFileName() + "/" + inside;
        }
        return Optional.empty();
    }

    /** Whether the folder holds a file of some name. */
    public boolean holds(String name) {
        return ZipFolders.names(file).contains(inside + name);
    }

    /** The folders right below this one that hold a file of some name, as paths below the archive. */
    public List<Path> folders(String name) {
        String end = "/" + name;
        return ZipFolders.names(file).stream()
                .filter(entry -> entry.startsWith(inside) && entry.endsWith(end))
                .map(entry -> entry.substring(inside.length(), entry.length() - end.length()))
                .filter(folder -> !folder.contains("/"))
                .sorted()
                .map(folder -> file.resolve(inside + folder))
                .toList();
    }

    /**
     * Unpacks some files, works with them, and removes them.
     *
     * @throws UserError if the archive cannot be read, or as the work does, with names in the archive
     */
    public <T> T unpacked(Predicate<String> files, Function<Path, T> work) {
        return AtomicFiles.inTemporary(TEMPORARY, folder -> {
            try {
                ZipFolders.unpack(file, inside, files, folder);
                return work.apply(folder);
            } catch (UserError e) {
                throw new UserError(e.getMessage().replace(folder.toString(), shown()), e);
            }
        });
    }

    /** The path that a user would give. */
    private String shown() {
        Path path = inside.isEmpty() ? file : file.resolve(inside);
        return path.toString();
    }
}

package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSources;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds picture files and folders; what systems and programs leave behind is passed over. Links are followed, loops of them end. */
final class PictureFiles {

    private static final Set<String> LEFT_BEHIND = Set.of("__MACOSX", "@eaDir", "$RECYCLE.BIN", "lost+found");

    private PictureFiles() {}

    private static boolean isHidden(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.startsWith(".") || LEFT_BEHIND.contains(name);
    }

    /** The folders in a folder, sorted by name. @throws UserError if it cannot be listed */
    static List<Path> folders(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .filter(child -> !isHidden(child))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Whether a picture lies in a folder itself. */
    static boolean hasPictures(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.anyMatch(file -> ImageSources.isPicture(file) && !Files.isDirectory(file));
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * The pictures below a folder, sorted by path; a link that leads nowhere is listed, so that reading it tells.
     *
     * @throws UserError if a folder cannot be listed
     */
    static List<Path> below(Path folder) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(folder, found));
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
        found.sort(
                Comparator.comparing(file -> folder.relativize(file).toString().replace('\\', '/')));
        return found;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<Path> found;

        Visitor(Path root, List<Path> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean present = attributes.isRegularFile() || attributes.isSymbolicLink();
            if (present && ImageSources.isPicture(file)) found.add(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) return FileVisitResult.CONTINUE;
            throw e;
        }
    }
}

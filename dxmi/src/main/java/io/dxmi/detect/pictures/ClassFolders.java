package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pictures of which the first folder below {@code folder} is the class; folders of masks are left out.
 *
 * @param files sorted by path, without the masks among them
 * @param beside the masks among them
 */
record ClassFolders(Path folder, List<Path> files, MasksBeside beside) {

    /** The pictures below a folder. @throws UserError if there are none */
    static ClassFolders in(Path folder) {
        List<Path> all = files(folder);
        MasksBeside beside = MasksBeside.among(folder, all);
        ClassFolders found = new ClassFolders(folder, beside.without(all), beside);
        if (found.files.isEmpty()) {
            throw new UserError(folder + ": expected images (.png, .jpg, .tif, .webp, .bmp, .gif), found none");
        }
        return found;
    }

    /** The names of the classes in a folder. */
    static Set<String> names(Path folder) {
        return new ClassFolders(folder, files(folder), MasksBeside.NONE).names();
    }

    private static List<Path> files(Path folder) {
        List<Path> masks = PictureFiles.folders(folder).stream()
                .filter(MaskFolder::isCalledSo)
                .toList();
        return PictureFiles.below(folder).stream()
                .filter(file -> masks.stream().noneMatch(file::startsWith))
                .toList();
    }

    /** The folder that classes are in: below folders that hold one folder and nothing else, whose names tell nothing. */
    static Path inner(Path folder) {
        Path inner = folder;
        while (!PictureFiles.hasPictures(inner)) {
            List<Path> folders = PictureFiles.folders(inner).stream()
                    .filter(child -> !MaskFolder.isCalledSo(child))
                    .toList();
            if (folders.size() != 1) break;
            String name = folders.get(0).getFileName().toString();
            if (FolderWords.holdsNormal(name) || FolderWords.holdsAnomaly(name)) break;
            inner = folders.get(0);
        }
        return inner;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Path file : files) if (!type(file).isEmpty()) names.add(type(file));
        return names;
    }

    /** The class of a picture, empty if it lies in the folder itself. */
    String type(Path file) {
        Path relative = folder.relativize(file);
        return relative.getNameCount() == 1 ? "" : relative.getName(0).toString();
    }

    /** The path of a picture below the folder of its class. */
    Path below(Path file) {
        Path relative = folder.relativize(file);
        return relative.getNameCount() == 1 ? relative : relative.subpath(1, relative.getNameCount());
    }

    /** Whether the folder itself is called as those of normal pictures are. */
    boolean isNormal() {
        return FolderWords.isNormal(
                folder.toAbsolutePath().normalize().getFileName().toString());
    }
}

package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders {@code train} and {@code test}, in capital or small letters, that divide a set of pictures in parts. */
final class PartFolders {

    private PartFolders() {}

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /** The folder of a part, if a folder has those of both parts. @throws UserError if it cannot be listed */
    static Optional<Path> in(Path folder, Part part) {
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> folders = children.filter(Files::isDirectory).sorted().toList();
            Optional<Path> train = called(folders, Part.TRAIN);
            Optional<Path> test = called(folders, Part.TEST);
            if (train.isEmpty() || test.isEmpty()) return Optional.empty();
            return part == Part.TRAIN ? train : test;
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The name in small letters comes first. */
    private static Optional<Path> called(List<Path> folders, Part part) {
        List<Path> fitting = folders.stream()
                .filter(f -> f.getFileName().toString().equalsIgnoreCase(name(part)))
                .toList();
        return fitting.stream()
                .filter(f -> f.endsWith(name(part)))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    /**
     * The files of a part, if there are pictures of both parts below the folder that all pictures share.
     *
     * @param files paths in an archive, with / between folders
     */
    static Optional<List<String>> in(List<String> files, Part part) {
        String shared = Listing.sharedFolder(files);
        List<String> train = below(files, shared, Part.TRAIN);
        List<String> test = below(files, shared, Part.TEST);
        if (!Listing.hasPictures(train) || !Listing.hasPictures(test)) return Optional.empty();
        return Optional.of(part == Part.TRAIN ? train : test);
    }

    private static List<String> below(List<String> files, String shared, Part part) {
        String folder = name(part) + "/";
        return files.stream()
                .filter(f -> f.startsWith(shared) && f.regionMatches(true, shared.length(), folder, 0, folder.length()))
                .toList();
    }
}

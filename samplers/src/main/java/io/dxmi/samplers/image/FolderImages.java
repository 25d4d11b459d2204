package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The picture files of a folder and the folders below it; see {@link Listing} for order and classes. */
final class FolderImages implements ImageSource {

    private final Path folder;
    private final Listing listing;
    private final Reading reading;

    FolderImages(Path folder, Reading reading) {
        this.folder = folder;
        this.reading = reading;
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<String> paths = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .toList();
            listing = Listing.of(folder.toString(), paths);
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public int count() {
        return listing.paths().size();
    }

    @Override
    public String name(int i) {
        return folder.resolve(listing.paths().get(i)).toString();
    }

    @Override
    public Image load(int i) {
        return look(i).image();
    }

    @Override
    public PictureFile look(int i) {
        return read(folder.resolve(listing.paths().get(i)), name(i), reading);
    }

    static PictureFile read(Path file, String name, Reading reading) {
        try {
            ImageDecoder.requireSize(Files.size(file), name);
            return ImageDecoder.decode(Files.readAllBytes(file), name, reading);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw new UserError(name + ": cannot be read: " + why, e);
        }
    }

    @Override
    public List<String> unread() {
        return listing.unread();
    }

    @Override
    public int[] labels() {
        return listing.labels();
    }

    @Override
    public List<String> classes() {
        return listing.classes();
    }
}

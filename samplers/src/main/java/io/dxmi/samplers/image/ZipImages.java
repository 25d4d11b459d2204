package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.ZipFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The picture files of a ZIP archive, of one part if it has the folders train and test; see {@link Listing} for order and classes. */
final class ZipImages implements ImageSource {

    private final Path file;
    private final ZipFile zip;
    private final Listing listing;
    private final Reading reading;

    /** @param part empty for all pictures */
    ZipImages(Path file, Optional<Part> part, Reading reading) {
        this.file = file;
        this.reading = reading;
        zip = opened(file);
        try {
            List<String> files = files(zip);
            listing = Listing.of(
                    file.toString(),
                    part.flatMap(one -> PartFolders.in(files, one)).orElse(files));
        } catch (UserError e) {
            close();
            throw e;
        }
    }

    private static ZipFile opened(Path file) {
        try {
            return ZipFiles.open(file);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read as a ZIP archive: " + e.getMessage(), e);
        }
    }

    private static List<String> files(ZipFile zip) {
        return zip.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).toList();
    }

    /** Whether the archive has pictures in the folders train and test. @throws UserError if it cannot be read */
    static boolean hasParts(Path file) {
        try (ZipFile zip = opened(file)) {
            return PartFolders.in(files(zip), Part.TEST).isPresent();
        } catch (IOException e) {
            throw new UserError(file + ": cannot be closed: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public int count() {
        return listing.paths().size();
    }

    @Override
    public String name(int i) {
        return file + ": " + listing.paths().get(i);
    }

    @Override
    public Image load(int i) {
        return look(i).image();
    }

    @Override
    public PictureFile look(int i) {
        ZipEntry entry = zip.getEntry(listing.paths().get(i));
        try (InputStream in = zip.getInputStream(entry)) {
            ImageDecoder.requireSize(entry.getSize(), name(i));
            return ImageDecoder.decode(in.readNBytes((int) Math.max(0, entry.getSize())), name(i), reading);
        } catch (IOException e) {
            throw new UserError(name(i) + ": cannot be read: " + e.getMessage(), e);
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

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UserError(file + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}

package io.dxmi.samplers.image;

import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out what lies at a path and opens it. */
public final class ImageSources {

    private ImageSources() {}

    /**
     * The pictures at {@code path}; of a data set in parts, those to learn from.
     *
     * @see #open(Path, Part)
     */
    public static ImageSource open(Path path) {
        return open(path, Part.TRAIN);
    }

    /**
     * The pictures at {@code path}, in a fixed order. The caller closes the source.
     *
     * <ul>
     *   <li>a folder with CIFAR-10's {@code data_batch_1.bin} …, {@code test_batch.bin};
     *   <li>a folder with MNIST's or Fashion-MNIST's {@code train-images-idx3-ubyte[.gz]}, {@code t10k-…}, or one such
     *       file, which is then the part asked for, whatever its name;
     *   <li>a folder of pictures, or of one folder a class, or of the folders {@code train} and {@code test} of either
     *       kind, in capital or small letters;
     *   <li>a {@code .zip} of such a folder;
     *   <li>a {@code .npz} or {@code .npy} with uint8 {@code arr_0} or {@code images}, (N, H, W, C).
     * </ul>
     *
     * @throws UserError if there is nothing of these kinds, no picture, or no such part
     */
    public static ImageSource open(Path path, Part part) {
        return open(path, part, Reading.STORED);
    }

    /** As {@link #open(Path, Part)}, with files of pictures read in a way of their own. */
    public static ImageSource open(Path path, Part part, Reading reading) {
        if (!Files.exists(path)) throw new UserError(path + ": no such file or folder");
        Bounds.requireFile(path);
        if (Files.isDirectory(path)) return folder(path, part, reading);
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (isZip(path)) return new ZipImages(path, Optional.of(part), reading);
        if (name.endsWith(".npz") || name.endsWith(".npy")) return new NpzImages(path);
        if (name.contains("idx3-ubyte")) return new IdxImages(path);
        throw new UserError(path + ": expected images in a folder, .zip, .npz, .npy or idx3-ubyte file");
    }

    /**
     * As {@link #open(Path, Part, Reading)}, but all pictures of a folder or a {@code .zip}, also where folders train and test
     * divide them. Of CIFAR-10's and MNIST's files, those to learn from.
     */
    public static ImageSource all(Path path, Reading reading) {
        if (Files.isDirectory(path)) {
            return files(path, Part.TRAIN).orElseGet(() -> new FolderImages(path, reading));
        }
        return isZip(path) ? new ZipImages(path, Optional.empty(), reading) : open(path, Part.TRAIN, reading);
    }

    private static ImageSource folder(Path folder, Part part, Reading reading) {
        Optional<ImageSource> files = files(folder, part);
        if (files.isPresent()) return files.get();
        Optional<Path> inside = PartFolders.in(folder, part);
        if (inside.isPresent()) return new FolderImages(inside.get(), reading);
        if (part == Part.TEST) {
            throw new UserError(folder + ": has no test part; expected the folders train and test, CIFAR-10's "
                    + "test_batch.bin or t10k-images-idx3-ubyte");
        }
        return new FolderImages(folder, reading);
    }

    /** Pictures of a part in files that hold many; empty if a folder has no such files. */
    private static Optional<ImageSource> files(Path folder, Part part) {
        List<Path> batches = CifarImages.files(folder, part);
        if (!batches.isEmpty()) return Optional.of(new CifarImages(folder, batches));
        String prefix = part == Part.TRAIN ? "train" : "t10k";
        for (String separator : List.of("-", ".")) {
            for (String suffix : List.of("", ".gz")) {
                Path idx = folder.resolve(prefix + "-images" + separator + "idx3-ubyte" + suffix);
                if (Files.exists(idx)) return Optional.of(new IdxImages(idx));
            }
        }
        return Optional.empty();
    }

    private static boolean isZip(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    /** Whether pictures lie at a path, and not rows of numbers, as its name and the shape of an array tell. */
    public static boolean arePictures(Path path) {
        if (Files.isDirectory(path)) return true;
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.matches(".*\\.(npz|npy)")) return NpzImages.arePictures(path);
        return isPicture(path) || isZip(path) || name.contains("idx3-ubyte");
    }

    /** Endings of the formats of pictures that are read, for people. */
    public static String formats() {
        return Listing.FORMATS;
    }

    /** Whether the name of a file is that of a picture of a format that is read, in capital or small letters. */
    public static boolean isPicture(Path file) {
        return Listing.isPicture(file.getFileName().toString());
    }

    /** One picture file. @throws UserError naming the file, if it is corrupt or cannot be read */
    public static PictureFile picture(Path file, Reading reading) {
        Bounds.requireFile(file);
        return FolderImages.read(file, file.toString(), reading);
    }

    /**
     * Whether a folder or a .zip of pictures has the folders train and test, in capital or small letters.
     *
     * @throws UserError if it cannot be read
     */
    public static boolean hasParts(Path path) {
        if (Files.isDirectory(path)) return PartFolders.in(path, Part.TEST).isPresent();
        return isZip(path) && ZipImages.hasParts(path);
    }
}

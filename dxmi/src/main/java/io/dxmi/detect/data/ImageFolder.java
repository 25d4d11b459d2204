package io.dxmi.detect.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pictures in folders. The MVTec AD layout ({@code train/good}, {@code test/DEFECT}, {@code ground_truth/DEFECT/*_mask.png}),
 * alone or for several categories side by side; or any folder of pictures, whose folders of the first level, if there are
 * some, are classes and {@code good} or {@code normal} the normal one.
 */
public final class ImageFolder {

    private static final List<String> NORMAL = List.of("good", "normal", "ok");

    private ImageFolder() {}

    /** The categories below a folder of several, in order; empty if it is no such folder. */
    public static List<Path> categories(Path folder) {
        if (!Files.isDirectory(folder) || isCategory(folder)) return List.of();
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(ImageFolder::isCategory).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list " + folder + ": " + e, e);
        }
    }

    public static boolean isCategory(Path folder) {
        return Files.isDirectory(folder.resolve("train")) || Files.isDirectory(folder.resolve("test"));
    }

    /**
     * The pictures of a folder.
     *
     * @param part {@code train} or {@code test}, where the folder has such parts
     * @throws UserError if there is no picture, or a mask is not where the layout wants it
     */
    public static Samples open(Path folder, String part, TableChoice choice) {
        List<Path> categories = categories(folder);
        List<Entry> entries = new ArrayList<>();
        if (categories.isEmpty()) {
            add(entries, folder, part, "", choice);
        } else {
            for (Path category : categories) {
                add(entries, category, part, category.getFileName().toString(), choice);
            }
        }
        return new Pictures(folder.toString(), entries);
    }

    /** One picture file. */
    public static Samples single(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        ImageSource source = ImageSources.open(folder);
        for (int i = 0; i < source.count(); i++) {
            if (Path.of(source.name(i)).equals(file.toAbsolutePath())) {
                Entry entry = new Entry(source, i, "", Sample.UNKNOWN, null, new HashMap<>());
                return new Pictures(file.toString(), List.of(entry));
            }
        }
        throw new UserError(file + ": cannot be read as an image");
    }

    private static void add(List<Entry> entries, Path folder, String part, String category, TableChoice choice) {
        Path pictures = folder;
        if (isCategory(folder)) {
            pictures = folder.resolve(part);
            if (!Files.isDirectory(pictures)) throw new UserError(folder + " has no folder '" + part + "'");
        }
        ImageSource source = ImageSources.open(pictures);
        Map<String, ImageSource> masks = new HashMap<>();
        boolean single = source.classes().isEmpty();
        for (int i = 0; i < source.count(); i++) {
            Path file = Path.of(source.name(i));
            String type = single
                    ? file.getParent().getFileName().toString()
                    : source.classes().get(source.labels()[i]);
            boolean normal = choice.normal() == null
                    ? NORMAL.contains(type)
                    : choice.normal().equals(type);
            boolean known = !single || NORMAL.contains(type) || isCategory(folder);
            int label = !known ? Sample.UNKNOWN : normal ? 0 : 1;
            Path mask = label == 1 ? mask(folder, type, file) : null;
            entries.add(new Entry(source, i, category, label, mask, masks));
        }
    }

    /** The mask of a picture, or null where the category has no masks at all. */
    private static Path mask(Path category, String defect, Path picture) {
        Path folder = category.resolve("ground_truth").resolve(defect);
        if (!Files.isDirectory(folder)) return null;
        String name = picture.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('.'));
        for (String candidate : List.of(stem + "_mask.png", stem + ".png", stem + ".bmp")) {
            if (Files.exists(folder.resolve(candidate))) return folder.resolve(candidate);
        }
        throw new UserError(picture + ": expected its mask at " + folder.resolve(stem + "_mask.png") + ", found none");
    }

    /** One picture, not yet read. */
    private record Entry(
            ImageSource source, int index, String category, int label, Path mask, Map<String, ImageSource> masks) {

        Sample read() {
            Image image = source.load(index);
            float[] planes = ArrayData.planes(image.pixels(), image.channels());
            long[] shape = {image.channels(), image.height(), image.width()};
            boolean[][] pixels = mask == null ? null : readMask(image);
            return new Sample(source.name(index), category, label, planes, shape, pixels);
        }

        private boolean[][] readMask(Image image) {
            ImageSource folder =
                    masks.computeIfAbsent(mask.getParent().toString(), path -> ImageSources.open(Path.of(path)));
            for (int i = 0; i < folder.count(); i++) {
                if (!folder.name(i).equals(mask.toString())) continue;
                Image found = folder.load(i).withChannels(1);
                if (found.height() != image.height() || found.width() != image.width()) {
                    throw new UserError(mask + " is " + found.height() + " x " + found.width() + ", but its image "
                            + source.name(index) + " is " + image.height() + " x " + image.width());
                }
                boolean[][] out = new boolean[found.height()][found.width()];
                for (int y = 0; y < out.length; y++) {
                    for (int x = 0; x < out[y].length; x++) out[y][x] = found.at(y, x, 0) > 127;
                }
                return out;
            }
            throw new UserError(mask + ": cannot be read as an image");
        }
    }

    private record Pictures(String where, List<Entry> entries) implements Samples {

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public Sample at(int i) {
            return entries.get(i).read();
        }

        @Override
        public int[] labels() {
            return entries.stream().mapToInt(Entry::label).toArray();
        }
    }
}

package io.dxmi.detect.data;

import io.dxmi.detect.pictures.PictureNotes;
import io.dxmi.detect.pictures.PictureSet;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.PictureHeader;
import io.dxmi.samplers.image.Reading;
import io.dxmi.samplers.image.SkippedImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Pictures in folders as samples, of one category or of several side by side; {@link PictureSet} has the layouts. */
public final class ImageFolder {

    private ImageFolder() {}

    /** The categories below a folder of several, in order; empty if it is no such folder. */
    public static List<Path> categories(Path folder) {
        return PictureSet.categories(folder);
    }

    /**
     * The pictures of a folder.
     *
     * @param part {@code train} or {@code test}, where the folder has such parts
     * @throws UserError if there is no picture, or a damaged one that is not to be left out
     */
    public static Samples open(Path folder, String part, TableChoice choice) {
        List<Path> categories = categories(folder);
        List<Entry> entries = new ArrayList<>();
        if (categories.isEmpty()) {
            add(entries, folder, part, "", choice);
        } else {
            for (Path category : categories) add(entries, category, part, name(category), choice);
        }
        return new Pictures(folder.toString(), whole(folder, entries, choice.notes()));
    }

    /** One picture file. */
    public static Samples single(Path file) {
        PictureSet.Entry picture = new PictureSet.Entry(file, Sample.UNKNOWN, List.of());
        return new Pictures(file.toString(), List.of(new Entry(picture, "")));
    }

    private static String name(Path category) {
        return category.getFileName().toString();
    }

    private static void add(List<Entry> entries, Path folder, String part, String category, TableChoice choice) {
        PictureSet set = PictureSet.of(folder, part.equals("train"), choice.normal());
        if (choice.notes() != null) choice.notes().found(set);
        set.entries().forEach(picture -> entries.add(new Entry(picture, category)));
    }

    /** Without the damaged ones, if they are to be left out: each is read once to know. */
    private static List<Entry> whole(Path folder, List<Entry> entries, PictureNotes notes) {
        SkippedImages skipped = notes == null ? null : notes.skipped();
        if (skipped == null) return entries;
        List<Entry> whole = new ArrayList<>();
        notes.progress().begin("look", 0, entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                entries.get(i).read();
                whole.add(entries.get(i));
            } catch (UserError damaged) {
                skipped.met(damaged);
            }
            notes.progress().step("look", i + 1, Map.of());
        }
        notes.progress().end("look");
        if (whole.isEmpty()) throw new UserError(folder + ": each of the " + entries.size() + " images is damaged");
        return whole;
    }

    /** One picture, not yet read. */
    private record Entry(PictureSet.Entry picture, String category) {

        String name() {
            return picture.file().toString();
        }

        Sample read() {
            Image image = ImageSources.picture(picture.file(), Reading.STORED).image();
            float[] planes = ArrayData.planes(image.pixels(), image.channels());
            long[] shape = {image.channels(), image.height(), image.width()};
            boolean[][] mask = picture.mask(image.height(), image.width());
            return new Sample(name(), category, picture.label(), planes, shape, mask);
        }
    }

    private record Pictures(String where, List<Entry> entries) implements Samples {

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public Sample at(int i) {
            return told(entries.get(i)::read);
        }

        @Override
        public long[] shape(int i) {
            PictureHeader header =
                    told(() -> PictureHeader.of(entries.get(i).picture().file()));
            return new long[] {header.channels(), header.height(), header.width()};
        }

        private <T> T told(Supplier<T> reading) {
            try {
                return reading.get();
            } catch (UserError e) {
                if (entries.size() == 1 || CorruptImages.isMemory(e)) throw e;
                throw new UserError(
                        e.getMessage() + "; " + UserError.parameter("skip-corrupt") + " leaves such images out", e);
            }
        }

        @Override
        public int[] labels() {
            return entries.stream().mapToInt(entry -> entry.picture().label()).toArray();
        }
    }
}

package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The pictures of one category in a folder, and what is known of them. Layouts: folders for training and test with one folder a
 * class in each (MVTec AD, MVTec LOCO, BTAD), a split in a table or {@code Data/Images} (VisA), or one folder a class.
 *
 * @param entries in the order of their paths
 * @param normalFolders names of the folders of normal pictures
 * @param anomalousFolders names of the folders of anomalies
 * @param leftOut pictures without a label that are left out because others have one
 * @param masksBeside files that lie among the pictures and are masks of them
 */
public record PictureSet(
        List<Entry> entries, Set<String> normalFolders, Set<String> anomalousFolders, int leftOut, int masksBeside) {

    /** The label of a picture that nothing tells of; 0 is normal, 1 an anomaly. */
    public static final int UNKNOWN = -1;

    private static final Set<String> TRAIN = Set.of("train", "training");
    private static final Set<String> TEST = Set.of("test", "testing");

    /**
     * A picture, not yet read.
     *
     * @param masks files whose union is its defect; empty if there are none
     */
    public record Entry(Path file, int label, List<Path> masks) {

        /** The mask at the size of the picture, or null. @throws UserError if a file cannot be read or is of other proportions */
        public boolean[][] mask(int height, int width) {
            return masks.isEmpty() ? null : MaskPixels.read(masks, height, width, file.toString());
        }
    }

    /** The categories below a folder of several, in order; empty if it is no such folder. */
    public static List<Path> categories(Path folder) {
        if (!folder.toFile().isDirectory() || isCategory(folder)) return List.of();
        List<Path> split = VisaSplit.categories(folder);
        if (!split.isEmpty()) return split;
        List<Path> children = PictureFiles.folders(folder);
        List<Path> categories = children.stream().filter(PictureSet::isCategory).toList();
        if (!categories.isEmpty() || PictureFiles.hasPictures(folder)) return categories;
        boolean all = !children.isEmpty() && children.stream().allMatch(PictureSet::hasNormalFolder);
        return all ? children : List.of();
    }

    /** Whether a folder is divided into parts, or is one of VisA. */
    public static boolean isCategory(Path folder) {
        return part(folder, TRAIN).isPresent()
                || part(folder, TEST).isPresent()
                || VisaSplit.pictures(folder).isPresent();
    }

    /** Whether a folder has pictures to learn from and others to test on. */
    public static boolean hasParts(Path folder) {
        return folder.toFile().isDirectory()
                && ((part(folder, TRAIN).isPresent() && part(folder, TEST).isPresent())
                        || VisaSplit.of(folder).isPresent());
    }

    private static boolean hasNormalFolder(Path folder) {
        List<Path> folders = PictureFiles.folders(folder);
        return folders.size() > 1 && folders.stream().anyMatch(f -> FolderWords.isNormal(name(f)));
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static Optional<Path> part(Path folder, Set<String> names) {
        if (!folder.toFile().isDirectory()) return Optional.empty();
        return PictureFiles.folders(folder).stream()
                .filter(f -> names.contains(FolderWords.letters(name(f))))
                .findFirst();
    }

    /**
     * The pictures of one category.
     *
     * @param training whether those to learn from are wanted, where there are parts
     * @param said names of the folders of normal pictures, separated by commas, or * for all; null where nobody said
     * @throws UserError if there is no picture or no such part, or the folders to learn from may be normal or not
     */
    public static PictureSet of(Path folder, boolean training, String said) {
        Optional<VisaSplit> split = VisaSplit.of(folder);
        if (split.isPresent()) {
            if (said == null) return split.get().set(training);
            throw new UserError(folder + " has a table that says which pictures are normal; expected no "
                    + UserError.parameter("normal"));
        }
        Optional<Path> train = part(folder, TRAIN);
        Optional<Path> test = part(folder, TEST);
        if (train.isPresent() || test.isPresent()) {
            Path wanted = (training ? train : test)
                    .orElseThrow(() -> new UserError(folder + " has no folder '" + (training ? "train'" : "test'")));
            Set<String> learned = train.map(ClassFolders::names).orElse(Set.of());
            Set<String> all = new TreeSet<>(learned);
            test.map(ClassFolders::names).ifPresent(all::addAll);
            Set<String> normal = NormalFolders.of(folder.toString(), learned, all, said);
            MaskFolder beside = MaskFolder.in(folder);
            MaskFolder masks = beside == MaskFolder.NONE ? MaskFolder.in(wanted) : beside;
            return of(ClassFolders.in(wanted), masks, normal, all, training);
        }
        Path pictures = VisaSplit.pictures(folder).orElseGet(() -> ClassFolders.inner(folder));
        Set<String> all = ClassFolders.names(pictures);
        Set<String> normal = NormalFolders.of(pictures.toString(), Set.of(), all, said);
        return of(ClassFolders.in(pictures), masks(pictures), normal, all, training);
    }

    /**
     * Of the names of folders of normal pictures in another set, those that this one has.
     *
     * @param said as in {@link #of}
     * @return as said, or null if the set has none of them, in one of several categories, or has a table that says more
     */
    public static String normalIn(Path folder, String said) {
        List<Path> categories = categories(folder);
        Set<String> all = new TreeSet<>(names(categories.isEmpty() ? folder : categories.get(0)));
        for (Path category : categories) all.retainAll(names(category));
        return NormalFolders.known(all, said);
    }

    /** The names of the classes of one category; none where a table has the labels. */
    private static Set<String> names(Path folder) {
        if (VisaSplit.of(folder).isPresent()) return Set.of();
        Set<String> all = new TreeSet<>();
        part(folder, TRAIN).map(ClassFolders::names).ifPresent(all::addAll);
        part(folder, TEST).map(ClassFolders::names).ifPresent(all::addAll);
        if (part(folder, TRAIN).isPresent() || part(folder, TEST).isPresent()) return all;
        return ClassFolders.names(VisaSplit.pictures(folder).orElseGet(() -> ClassFolders.inner(folder)));
    }

    /** Beside the folders of classes, or beside the folder that holds them. */
    private static MaskFolder masks(Path pictures) {
        Path parent = pictures.toAbsolutePath().normalize().getParent();
        boolean part = Stream.of(TRAIN, TEST, Set.of("images"))
                .anyMatch(names -> names.contains(
                        FolderWords.letters(name(pictures.toAbsolutePath().normalize()))));
        return parent != null && part ? MaskFolder.in(parent) : MaskFolder.in(pictures);
    }

    private static PictureSet of(
            ClassFolders pictures, MaskFolder masks, Set<String> normal, Set<String> all, boolean training) {
        boolean allNormal = normal.isEmpty() && pictures.isNormal();
        boolean undecided = normal.isEmpty() && !allNormal;
        if (undecided && training && !pictures.names().isEmpty()) {
            throw NormalFolders.undecided(pictures.folder().toString(), all);
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> ok = new TreeSet<>();
        Set<String> odd = new TreeSet<>();
        for (Path file : pictures.files()) {
            String type = pictures.type(file);
            boolean unknown = undecided || (type.isEmpty() && !pictures.isNormal());
            int label = unknown ? UNKNOWN : allNormal || type.isEmpty() || normal.contains(type) ? 0 : 1;
            if (label >= 0 && !type.isEmpty()) (label == 0 ? ok : odd).add(type);
            entries.add(new Entry(file, label, label == 1 ? masks(pictures, masks, file) : List.of()));
        }
        int found = entries.size();
        if (training && !ok.isEmpty()) entries.removeIf(entry -> entry.label() == UNKNOWN);
        return new PictureSet(
                List.copyOf(entries),
                ok,
                odd,
                found - entries.size(),
                pictures.beside().count());
    }

    /** Those in a folder of masks, or else those that lie beside the picture. */
    private static List<Path> masks(ClassFolders pictures, MaskFolder masks, Path file) {
        List<Path> found = masks.of(pictures.type(file), pictures.below(file));
        return found.isEmpty() ? pictures.beside().of(file) : found;
    }

    /** How many anomalies lack a mask that others have. */
    int withoutMask() {
        long anomalies = entries.stream().filter(entry -> entry.label() == 1).count();
        long with = entries.stream().filter(entry -> !entry.masks().isEmpty()).count();
        return with == 0 ? 0 : (int) (anomalies - with);
    }
}

package io.dxmi.detect.pictures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Masks by the pictures that they belong to: {@code CLASS/NAME_mask.EXT}, {@code CLASS/NAME.EXT}, several masks in a folder
 * {@code CLASS/NAME/}, each also without {@code CLASS}. The ending of a mask may differ from that of its picture.
 */
final class MaskFolder {

    /** No masks. */
    static final MaskFolder NONE = new MaskFolder(Map.of());

    private static final Set<String> NAMES = Set.of(
            "groundtruth",
            "gt",
            "mask",
            "masks",
            "segmentation",
            "segmentations",
            "labelmask",
            "labelmasks",
            "annotation",
            "annotations",
            "maske",
            "masken");

    private static final Pattern SUFFIX = Pattern.compile("[_ -](mask|gt|label|seg|groundtruth|ground_truth)$");

    /** By path without ending and suffix, in small letters. */
    private final Map<String, List<Path>> masks;

    private MaskFolder(Map<String, List<Path>> masks) {
        this.masks = masks;
    }

    /** Whether the name of a folder is a usual one of masks. */
    static boolean isCalledSo(Path folder) {
        return NAMES.contains(FolderWords.letters(folder.getFileName().toString()));
    }

    /** The masks below the first folder in {@code beside} with a usual name; none if there is no such folder. */
    static MaskFolder in(Path beside) {
        return PictureFiles.folders(beside).stream()
                .filter(MaskFolder::isCalledSo)
                .findFirst()
                .map(MaskFolder::at)
                .orElse(NONE);
    }

    /** The masks below a folder. */
    static MaskFolder at(Path folder) {
        Map<String, List<Path>> masks = new HashMap<>();
        for (Path file : PictureFiles.below(folder)) {
            Path relative = folder.relativize(file);
            masks.computeIfAbsent(key(relative), key -> new ArrayList<>()).add(file);
            Path parent = relative.getParent();
            if (parent != null) {
                String name = parent.toString().replace('\\', '/').toLowerCase(Locale.ROOT) + "/";
                masks.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
            }
        }
        return new MaskFolder(masks);
    }

    /**
     * The masks of a picture, whose maximum counts; empty if there are none.
     *
     * @param folder the class of the picture
     * @param below path of the picture below the folder of its class
     */
    List<Path> of(String folder, Path below) {
        String name = key(below);
        String last = key(below.getFileName());
        for (String key : List.of(folder + "/" + name, folder + "/" + last, name, last)) {
            String small = key.toLowerCase(Locale.ROOT);
            List<Path> found = masks.getOrDefault(small, masks.get(small + "/"));
            if (found != null) return found;
        }
        return List.of();
    }

    /** The path of a file without ending and suffix, with / between folders, in small letters. */
    private static String key(Path file) {
        String name = file.toString().replace('\\', '/').toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return SUFFIX.matcher(dot < 0 ? name : name.substring(0, dot)).replaceFirst("");
    }
}

package io.dxmi.detect.pictures;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.PictureHeader;
import io.dxmi.samplers.image.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Masks that lie among the pictures: {@code NAME_mask.EXT} beside {@code NAME.EXT}, or in a folder {@code masks} beside the
 * pictures or beside their folder. Such a file is a mask if there is a picture of that name, of its size, and if its values are
 * those of a mask.
 *
 * @param masks by picture, in the order of their paths
 */
record MasksBeside(Map<Path, List<Path>> masks) {

    /** No masks. */
    static final MasksBeside NONE = new MasksBeside(Map.of());

    /** Masks of one folder and word whose values are looked at where there are more. */
    private static final int LOOKED_AT = 20;

    private static final String WORD = "(?:masks?|gt|labels?|segm?|segmentation|ground_?truth|annotations?|anno|maske)";

    private static final Pattern BEHIND = Pattern.compile("(.+?)[_. -]?" + WORD + "(?:[_. -]?\\d{1,3})?");
    private static final Pattern BEFORE = Pattern.compile(WORD + "[_. -](.+)");

    /**
     * The masks among files below a folder.
     *
     * @param files sorted by path
     */
    static MasksBeside among(Path folder, List<Path> files) {
        Map<String, Path> pictures = new HashMap<>();
        for (Path file : files) {
            if (maskFolder(folder, file) != null) continue;
            String stem = stem(file);
            pictures.putIfAbsent(key(file.getParent(), stem), file);
            Path above = file.getParent().getParent();
            if (above != null && !file.getParent().equals(folder)) pictures.putIfAbsent(key(above, stem) + "/", file);
        }
        Map<Path, Path> called = new LinkedHashMap<>();
        for (Path file : files) {
            Path picture = picture(folder, file, pictures);
            if (picture != null && !picture.equals(file)) called.put(file, picture);
        }
        Map<Path, List<Path>> masks = new LinkedHashMap<>();
        for (Path file : masks(called)) {
            masks.computeIfAbsent(called.get(file), key -> new ArrayList<>()).add(file);
        }
        return new MasksBeside(masks);
    }

    /** Those that are masks, by size and by values; the values of some stand for those of many of one folder and word. */
    private static List<Path> masks(Map<Path, Path> called) {
        List<Path> sized = called.keySet().stream()
                .filter(file -> hasSizeOf(file, called.get(file)))
                .toList();
        Map<String, List<Path>> alike = sized.stream().collect(Collectors.groupingBy(MasksBeside::series));
        Set<String> unlike = alike.entrySet().stream()
                .filter(files -> !some(files.getValue()).stream().allMatch(MasksBeside::hasValuesOfMask))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return sized.stream()
                .filter(file -> !unlike.contains(series(file)) || hasValuesOfMask(file))
                .toList();
    }

    /** The folder of a file and what its name says besides the picture's: files of both in common are of one kind. */
    private static String series(Path file) {
        String stem = stem(file);
        Matcher behind = BEHIND.matcher(stem);
        Matcher before = BEFORE.matcher(stem);
        String word = "";
        if (behind.matches()) word = stem.substring(behind.end(1)).replaceAll("\\d", "");
        else if (before.matches()) word = stem.substring(0, before.start(1));
        return key(file.getParent(), word);
    }

    /** Evenly spread over many, all of few. */
    private static List<Path> some(List<Path> files) {
        int count = Math.min(LOOKED_AT, files.size());
        return IntStream.range(0, count)
                .mapToObj(k -> files.get((int) ((long) k * files.size() / count)))
                .toList();
    }

    /** The picture that a file is the mask of, by its name; null if there is none. */
    private static Path picture(Path folder, Path file, Map<String, Path> pictures) {
        Path masks = maskFolder(folder, file);
        String stem = stem(file);
        if (masks == null) return first(pictures, file.getParent(), bases(stem));
        List<String> names = bases(stem);
        names.add(0, stem);
        // several masks in a folder with the name of the picture
        if (!file.getParent().equals(masks))
            names.add(file.getParent().getFileName().toString());
        Path beside = first(pictures, masks.getParent(), names);
        if (beside != null) return beside;
        return names.stream()
                .map(name -> pictures.get(key(masks.getParent(), name) + "/"))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static Path first(Map<String, Path> pictures, Path folder, List<String> names) {
        for (String name : names) {
            Path found = pictures.get(key(folder, name));
            if (found != null) return found;
        }
        return null;
    }

    /** The folder of masks that a file is in, below {@code folder}; or null. */
    private static Path maskFolder(Path folder, Path file) {
        for (Path in = file.getParent(); in != null && !in.equals(folder); in = in.getParent()) {
            if (MaskFolder.isCalledSo(in)) return in;
        }
        return null;
    }

    /** What is left of a name without a word for masks. */
    private static List<String> bases(String stem) {
        List<String> bases = new ArrayList<>();
        for (Pattern pattern : List.of(BEHIND, BEFORE)) {
            Matcher matcher = pattern.matcher(stem);
            if (matcher.matches()) bases.add(matcher.group(1));
        }
        return bases;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** A text, no path: what is left of a name may be no name of a file. */
    private static String key(Path folder, String stem) {
        return folder + "/" + stem.toLowerCase(Locale.ROOT);
    }

    /** A file that cannot be read stays among the pictures, where reading it tells why. */
    private static boolean hasSizeOf(Path file, Path picture) {
        try {
            PictureHeader mask = PictureHeader.of(file);
            PictureHeader size = PictureHeader.of(picture);
            return mask.height() == size.height() && mask.width() == size.width();
        } catch (UserError e) {
            return false;
        }
    }

    private static boolean hasValuesOfMask(Path file) {
        try {
            return MaskPixels.isMask(ImageSources.picture(file, Reading.STORED).image());
        } catch (UserError e) {
            return false;
        }
    }

    /** The masks of a picture; empty if there are none. */
    List<Path> of(Path picture) {
        return masks.getOrDefault(picture, List.of());
    }

    /** Files without the masks among them. */
    List<Path> without(List<Path> files) {
        if (masks.isEmpty()) return files;
        Set<Path> all = masks.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        return files.stream().filter(file -> !all.contains(file)).toList();
    }

    /** How many masks there are. */
    int count() {
        return masks.values().stream().mapToInt(List::size).sum();
    }
}

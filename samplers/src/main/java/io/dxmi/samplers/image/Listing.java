package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The pictures among the files of a folder or archive, sorted by path, and their classes: if each lies in a folder below
 * the folder that all share, the first such folder names its class.
 *
 * @param paths with / between folders
 * @param labels one per path, or empty
 * @param unread paths of pictures of other formats, sorted
 */
record Listing(List<String> paths, int[] labels, List<String> classes, List<String> unread) {

    private static final Set<String> SUFFIXES = Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");

    /** Those, for people. */
    static final String FORMATS = String.join(", ", new TreeSet<>(SUFFIXES));

    /** Pictures of formats that are not read. */
    private static final Set<String> OTHERS =
            Set.of("heic", "heif", "avif", "jxl", "jp2", "psd", "dng", "cr2", "nef", "arw", "exr", "pbm", "pgm", "ppm");

    /** Files and folders that systems leave behind. */
    private static final Pattern HIDDEN = Pattern.compile("(^|/)(\\.|__MACOSX/)");

    /** @throws UserError if no file is a picture */
    static Listing of(String where, List<String> files) {
        List<String> paths = pictures(files, SUFFIXES);
        List<String> unread = pictures(files, OTHERS);
        if (paths.isEmpty()) {
            String others = unread.isEmpty()
                    ? ""
                    : ", of which " + unread.size() + " are of other formats, such as " + unread.get(0);
            throw new UserError(where + ": expected images (" + FORMATS + "), found none among " + files.size()
                    + " files" + others);
        }
        int start = sharedPrefix(paths);
        List<String> folders = new ArrayList<>();
        for (String path : paths) {
            int slash = path.indexOf('/', start);
            if (slash < 0) return new Listing(paths, new int[0], List.of(), unread);
            folders.add(path.substring(start, slash));
        }
        List<String> classes = List.copyOf(new TreeSet<>(folders));
        String[] sorted = classes.toArray(String[]::new);
        int[] labels = folders.stream()
                .mapToInt(folder -> Arrays.binarySearch(sorted, folder))
                .toArray();
        return new Listing(paths, labels, classes, unread);
    }

    static boolean isPicture(String name) {
        return !pictures(List.of(name), SUFFIXES).isEmpty();
    }

    static boolean hasPictures(List<String> files) {
        return !pictures(files, SUFFIXES).isEmpty();
    }

    /** The folders that the paths of all pictures begin with, with the last /; empty if there are none. */
    static String sharedFolder(List<String> files) {
        List<String> paths = pictures(files, SUFFIXES);
        return paths.isEmpty() ? "" : paths.get(0).substring(0, sharedPrefix(paths));
    }

    private static List<String> pictures(List<String> files, Set<String> suffixes) {
        return files.stream()
                .filter(path -> path.contains(".") && !HIDDEN.matcher(path).find())
                .filter(path -> suffixes.contains(
                        path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)))
                .sorted()
                .toList();
    }

    /** Length of the folders that all paths begin with, with the last /. */
    private static int sharedPrefix(List<String> paths) {
        // Sorted: what the first and the last share, all share.
        String first = paths.get(0);
        String last = paths.get(paths.size() - 1);
        int shared = 0;
        for (int i = 0; i < Math.min(first.length(), last.length()) && first.charAt(i) == last.charAt(i); i++) {
            if (first.charAt(i) == '/') shared = i + 1;
        }
        return shared;
    }
}

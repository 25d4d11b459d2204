package io.dxmi.runs.result;

import io.dxmi.eval.reference.Reported;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has been measured of a run, or of samples of another origin.
 *
 * @param metrics metrics and facts, in the order of {@code summary.json}
 * @param files card and pictures, by what they hold; empty if none were written
 */
public record RunMeasurement(List<Reported> metrics, Map<String, Path> files) {

    /** Pictures by their names without the ending. */
    public static Map<String, Path> byName(List<Path> pictures) {
        Map<String, Path> files = new LinkedHashMap<>();
        pictures.forEach(p -> files.put(p.getFileName().toString().replace(".png", ""), p));
        return files;
    }
}

package io.dxmi.eval.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A number and all that somebody needs to compute it again, or to see why theirs differs.
 *
 * @param metric its name; a Fréchet distance of few samples is never called FID
 * @param sd over subsets, where there are some
 * @param implementation how it was computed
 * @param extractor name of the features
 * @param extractorSha256 of the extractor's file; empty for none
 * @param resize what was done to pictures before and by the extractor
 * @param rounding of pixels
 * @param samples how many samples took part
 * @param references how many reference samples took part; 0 if their file does not say
 * @param reference file or folder
 * @param referenceSha256 of the file or of the pixels
 * @param seed of subsets and directions
 */
public record Card(
        String metric,
        double value,
        OptionalDouble sd,
        String implementation,
        String extractor,
        String extractorSha256,
        String resize,
        String rounding,
        long samples,
        long references,
        String reference,
        String referenceSha256,
        long seed) {

    /** From this many samples on a Fréchet distance in Inception features is called FID. */
    private static final long ENOUGH = 50_000;

    /**
     * What the Fréchet distance of so many samples is called.
     *
     * @param distance {@code fid}, {@code sfid} or {@code frechet}
     */
    static String name(String distance, long samples) {
        if (samples >= ENOUGH || !distance.endsWith("fid")) return distance;
        String many = samples % 1000 == 0 ? samples / 1000 + "k" : Long.toString(samples);
        return "proxy-" + distance + "(" + many + ")";
    }

    /** For a JSON file, in the order of reading. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("metric", metric);
        map.put("value", value);
        sd.ifPresent(s -> map.put("sd", s));
        map.put("implementation", implementation);
        map.put("extractor", extractor);
        map.put("extractor_sha256", extractorSha256);
        map.put("resize", resize);
        map.put("rounding", rounding);
        map.put("samples", samples);
        map.put("references", references == 0 ? "not stated" : references);
        map.put("reference", reference);
        map.put("reference_sha256", referenceSha256);
        map.put("seed", seed);
        return map;
    }
}

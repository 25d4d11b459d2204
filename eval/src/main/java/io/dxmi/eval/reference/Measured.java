package io.dxmi.eval.reference;

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
 * @param referenceSha256 of the reference's file or of its pixels
 * @param seed of subsets and directions; of a run, the run's
 */
public record Measured(
        String metric,
        double value,
        OptionalDouble sd,
        String implementation,
        String extractor,
        String extractorSha256,
        Side samples,
        Side reference,
        String referenceSha256,
        long seed) {

    /** From this many on both sides on, a Fréchet distance in Inception features is called FID. */
    private static final long ENOUGH = 50_000;

    /**
     * One of the two sets.
     *
     * @param from file or folder
     * @param resize what was done to pictures before and by the extractor
     * @param rounding of pixels
     * @param count how many took part; 0 if their file does not say
     */
    public record Side(String from, String resize, String rounding, long count) {}

    /**
     * What the Fréchet distance of so many samples and references is called, by the smaller number.
     *
     * @param distance {@code fid}, {@code sfid} or another name, which is left as it is
     * @param references 0 if their file does not say, and is trusted to be of enough
     */
    static String name(String distance, long samples, long references) {
        long fewest = references == 0 ? samples : Math.min(samples, references);
        if (fewest >= ENOUGH || !distance.endsWith("fid")) return distance;
        String many = fewest % 1000 == 0 ? fewest / 1000 + "k" : Long.toString(fewest);
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
        map.put("samples", samples.count);
        map.put("samples_from", samples.from);
        map.put("resize", samples.resize);
        map.put("rounding", samples.rounding);
        map.put("references", reference.count == 0 ? FeatureSet.NOT_STATED : reference.count);
        map.put("reference", reference.from);
        map.put("reference_resize", reference.resize);
        map.put("reference_rounding", reference.rounding);
        map.put("reference_sha256", referenceSha256);
        map.put("seed", seed);
        return map;
    }
}

package io.dxmi.bench;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Curves to fit on and curves to test on.
 *
 * @param anomalies by their kind
 */
record CurveTrial(List<Sample> training, List<Sample> normal, Map<String, List<Sample>> anomalies) {

    private static final int NORMAL = 300;
    private static final int ANOMALIES = 100; // of each kind

    /** Generated curves; {@code 64>256 0.1} are fitted with 64 values, tested with 256, noise 0.1. */
    static CurveTrial generated(String task, long seed) {
        String[] words = task.split("[> ]", -1);
        SplittableRandom random = new SplittableRandom(seed);
        double noise = Double.parseDouble(words[words.length - 1]);
        CurveSet fitted = new CurveSet(Integer.parseInt(words[0]), noise, random);
        CurveSet tested = new CurveSet(Integer.parseInt(words[words.length - 2]), noise, random);
        List<Sample> training = fitted.curves(CurveSet.Kind.NORMAL, NORMAL);
        List<Sample> normal = tested.curves(CurveSet.Kind.NORMAL, NORMAL);
        Map<String, List<Sample>> anomalies = new LinkedHashMap<>();
        for (CurveSet.Kind kind : CurveSet.Kind.values()) {
            if (kind == CurveSet.Kind.NORMAL) continue;
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            anomalies.put(name, tested.curves(kind, ANOMALIES));
        }
        return new CurveTrial(training, normal, anomalies);
    }

    /**
     * A set of aeon: the curves of one class are normal, a random half of them is for training. The seed chooses both.
     *
     * @param folder aeon/datasets/data of the unpacked package
     */
    static CurveTrial of(Path folder, String set, long seed) throws IOException {
        Map<String, List<Sample>> classes = new TreeMap<>();
        for (String part : List.of("TRAIN", "TEST")) {
            Path file = folder.resolve(set).resolve(set + "_" + part + ".ts");
            List<String> lines = Files.readAllLines(file);
            int begin = lines.indexOf("@data") + 1;
            if (begin == 0) throw new UserError(file + ": expected a line @data, found none");
            for (String line : lines.subList(begin, lines.size())) {
                String[] halves = line.split(":", -1);
                String[] words = halves[0].split(",", -1);
                float[] values = new float[words.length];
                for (int j = 0; j < values.length; j++) values[j] = Float.parseFloat(words[j]);
                classes.computeIfAbsent(halves[1], name -> new ArrayList<>())
                        .add(Sample.of(line, values, values.length));
            }
        }
        String[] names = classes.keySet().toArray(String[]::new);
        List<Sample> one = classes.remove(names[(int) (seed % names.length)]);
        Collections.shuffle(one, new Random(seed));
        int half = one.size() / 2;
        List<Sample> others = classes.values().stream().flatMap(List::stream).toList();
        return new CurveTrial(one.subList(0, half), one.subList(half, one.size()), Map.of("other classes", others));
    }
}

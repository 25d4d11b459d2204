package com.example;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.dxmi.detect.AnomalyModels;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.samplers.engine.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores what the command line names, one line for each:
 *
 * <pre>
 * rows MODEL temp=21.5 state=run      one row of a table
 * vectors MODEL 0.1 0.2 0.3           one vector
 * images MODEL a.png b.png            image files
 * </pre>
 *
 * MODEL is a folder or a .dxmi file of 'dxmi detect fit'.
 */
public final class AnomalyService {

    private AnomalyService() {}

    /** Scores. */
    public static void main(String[] args) throws Exception {
        // Before the engine starts. A service that scores many requests at once is fastest with one thread each.
        Torch.useThreads(1);
        Path model = Path.of(args[1]);
        List<String> inputs = Arrays.asList(args).subList(2, args.length);
        switch (args[0]) {
            case "rows" -> print(AnomalyModels.rows(model), List.of(row(inputs)));
            case "vectors" -> print(AnomalyModels.vectors(model), List.of(vector(inputs)));
            case "images" -> print(AnomalyModels.images(model), inputs.stream().map(AnomalyService::image).toList());
            default -> throw new IllegalArgumentException("expected rows, vectors or images, got " + args[0]);
        }
    }

    /** A model may be shared by all threads of a service, and so may a predictor. */
    private static <I> void print(Criteria<I, AnomalyResult> criteria, List<I> inputs) throws Exception {
        try (ZooModel<I, AnomalyResult> model = criteria.loadModel();
                Predictor<I, AnomalyResult> predictor = model.newPredictor()) {
            for (I input : inputs) {
                AnomalyResult result = predictor.predict(input);
                System.out.println(result.score() + "\t" + result.pValue() + "\t" + (result.anomalous() ? "odd" : "normal"));
            }
        }
    }

    private static Map<String, String> row(List<String> fields) {
        Map<String, String> row = new LinkedHashMap<>();
        for (String field : fields) {
            int sign = field.indexOf('=');
            row.put(field.substring(0, sign), field.substring(sign + 1));
        }
        return row;
    }

    private static float[] vector(List<String> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) vector[i] = Float.parseFloat(numbers.get(i));
        return vector;
    }

    private static ai.djl.modality.cv.Image image(String file) {
        try {
            return ImageFactory.getInstance().fromFile(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file, e);
        }
    }
}

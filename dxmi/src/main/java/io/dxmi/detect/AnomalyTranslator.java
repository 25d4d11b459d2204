package io.dxmi.detect;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import java.util.function.Function;

/** Judges inputs with a fitted detector; all the work is done on the way in, so the model behind it passes nothing on. */
final class AnomalyTranslator<I> implements NoBatchifyTranslator<I, AnomalyResult> {

    private static final String RESULT = "result";

    private final Detector detector;
    private final Function<I, Sample> reader;

    /** @param reader from an input to the sample that the detector judges */
    AnomalyTranslator(Detector detector, Function<I, Sample> reader) {
        this.detector = detector;
        this.reader = reader;
    }

    @Override
    public NDList processInput(TranslatorContext context, I input) {
        context.setAttachment(RESULT, detector.score(reader.apply(input)));
        return new NDList(context.getNDManager().zeros(new Shape(1)));
    }

    @Override
    public AnomalyResult processOutput(TranslatorContext context, NDList list) {
        return (AnomalyResult) context.getAttachment(RESULT);
    }
}

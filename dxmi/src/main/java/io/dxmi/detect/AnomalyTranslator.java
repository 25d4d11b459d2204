package io.dxmi.detect;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.dxmi.detect.data.ArrayData;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.samplers.image.Raster;
import java.awt.image.BufferedImage;

/** Judges pictures with a fitted detector; all the work is done on the way in, so the model behind it passes nothing on. */
final class AnomalyTranslator implements NoBatchifyTranslator<Image, AnomalyResult> {

    private static final String RESULT = "result";

    private final Detector detector;

    AnomalyTranslator(Detector detector) {
        this.detector = detector;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image input) {
        if (!(input.getWrappedImage() instanceof BufferedImage picture)) {
            throw new IllegalArgumentException("expected an image over java.awt.image.BufferedImage, got "
                    + input.getWrappedImage().getClass());
        }
        io.dxmi.samplers.image.Image decoded = Raster.of(picture);
        float[] planes = ArrayData.planes(decoded.pixels(), decoded.channels());
        Sample sample = Sample.of("image", planes, decoded.channels(), decoded.height(), decoded.width());
        context.setAttachment(RESULT, detector.score(sample));
        return new NDList(context.getNDManager().zeros(new ai.djl.ndarray.types.Shape(1)));
    }

    @Override
    public AnomalyResult processOutput(TranslatorContext context, NDList list) {
        return (AnomalyResult) context.getAttachment(RESULT);
    }
}

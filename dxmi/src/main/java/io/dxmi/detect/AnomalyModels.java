package io.dxmi.detect;

import ai.djl.modality.cv.Image;
import ai.djl.nn.Blocks;
import ai.djl.repository.zoo.Criteria;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.ModelFolder;
import java.nio.file.Path;

/** Fitted model folders in DJL's own terms, and for programs that have samples of other kinds. */
public final class AnomalyModels {

    private AnomalyModels() {}

    /**
     * A criteria whose model judges pictures as {@code dxmi detect score} does. Its predictors may be shared by threads: a
     * result depends on its picture alone.
     *
     * @param folder written by {@code dxmi detect fit} from images
     * @throws io.dxmi.samplers.UserError if it is no model folder, or its backbone is not trusted ({@link
     *     io.dxmi.samplers.program.TrustedPrograms})
     */
    public static Criteria<Image, AnomalyResult> images(Path folder) {
        return Criteria.builder()
                .setTypes(Image.class, AnomalyResult.class)
                .optModelPath(folder)
                .optModelName("detector")
                .optEngine("PyTorch")
                .optBlock(Blocks.identityBlock())
                .optOption("hasParameter", "false")
                .optTranslator(new AnomalyTranslator(ModelFolder.read(folder)))
                .build();
    }
}

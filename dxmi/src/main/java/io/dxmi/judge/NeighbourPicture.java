package io.dxmi.judge;

import io.dxmi.eval.feature.Extraction;
import io.dxmi.eval.feature.FeatureExtractor;
import io.dxmi.eval.feature.Selection;
import io.dxmi.eval.reference.Neighbours;
import io.dxmi.eval.reference.SampleChoice;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.SkippedImages;
import io.dxmi.trained.Trained;
import java.nio.file.Path;

/** Samples of a run beside the training pictures nearest in feature space: equal ones would be memorised. */
final class NeighbourPicture {

    private static final int SAMPLES = 12;
    private static final int NEIGHBOURS = 8;
    private static final int BATCH = 100;

    /** Training pictures that are looked at, by chance if there are more: the end of a run should not take hours. */
    private static final int MOST = 50_000;

    private NeighbourPicture() {}

    /**
     * Draws 12 samples of seed 0 with their 8 nearest, as 8-bit pictures.
     *
     * @param training pictures as the run learned from, of the size of its samples; those that cannot be read are left out
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    static void write(Trained trained, FeatureExtractor features, ImageSource training, Path file) {
        SampleChoice choice = new SampleChoice(SAMPLES, 0);
        Extraction extraction = new Extraction(features, ImageTransform.none(), new SkippedImages(), BATCH);
        try (ImageSource samples = pictures(trained)) {
            extraction.run(samples, Selection.of(SAMPLES, SAMPLES, 0), Progress.NONE, (part, f) -> {
                choice.offer(part.images(), f.pooled());
            });
        }
        Neighbours near = choice.neighbours(NEIGHBOURS);
        int[] chosen = Selection.of(training.count(), MOST, 0);
        extraction.run(training, chosen, Progress.NONE, (part, f) -> near.offer(part.images(), f.pooled()));
        near.write(file);
    }

    private static ImageSource pictures(Trained trained) {
        long[] shape = trained.sampleShape();
        float[] samples = trained.sample(0, 0, SAMPLES, Progress.NONE);
        return FloatImages.clipped("samples", samples, (int) shape[0], (int) shape[1], (int) shape[2]);
    }
}

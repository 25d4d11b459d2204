package io.dxmi.evaluation;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.FloatImages;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.Part;
import io.dxmi.samplers.image.PictureSurvey;
import io.dxmi.samplers.image.Reading;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Pictures at a path: those of {@link ImageSources}, read as a training on them reads them by default, and the float samples
 * of {@code dxmi sample}.
 */
final class ImageFiles {

    private ImageFiles() {}

    /** Opens what lies at {@code path}; the caller closes it. */
    static ImageSource open(Path path) {
        if (!path.toString().endsWith(".safetensors"))
            return ImageSources.open(path, Part.TRAIN, new Reading(true, usedBits(path)));
        HostTensor samples = PointFeatures.samples(path);
        long[] shape = samples.shape();
        if (shape.length != 4 || (shape[1] != 1 && shape[1] != 3)) {
            throw new UserError(
                    path + ": expected samples (n, 1 or 3, H, W) or (n, d), found " + Arrays.toString(shape));
        }
        return new FloatImages(path.toString(), samples.toFloats(), (int) shape[1], (int) shape[2], (int) shape[3]);
    }

    private static int usedBits(Path path) {
        if (!Files.isDirectory(path)
                && !path.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
            return Reading.MOST_BITS;
        }
        try (ImageSource source = ImageSources.open(path, Part.TRAIN, new Reading(true, Reading.MOST_BITS))) {
            return PictureSurvey.of(source).usedBits();
        } catch (UserError e) {
            return Reading.MOST_BITS; // the reading of all pictures meets the same mistake, and names or skips it
        }
    }
}

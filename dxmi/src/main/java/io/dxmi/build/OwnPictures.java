package io.dxmi.build;

import io.dxmi.config.DataConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.ImageBatches;
import io.dxmi.samplers.data.Split;
import io.dxmi.samplers.image.CentreCrop;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.ImageSource;
import io.dxmi.samplers.image.ImageSources;
import io.dxmi.samplers.image.ImageTransform;
import io.dxmi.samplers.image.Part;
import io.dxmi.samplers.image.Reading;
import io.dxmi.samplers.image.Resize;
import io.dxmi.samplers.image.SubsetImages;
import java.nio.file.Path;

/** A user's pictures: a part to learn from and a part to measure on. */
public final class OwnPictures {

    private static final int LEAST = 4;
    /** Pictures that are kept for measuring: a tenth, of few pictures up to a quarter. */
    private static final double SHARE = 0.1;

    private static final int FEW_KEPT = 50;
    private static final int MOST_KEPT = 10_000;

    /** The split does not follow the run's seed, so that runs of several seeds are measured on the same pictures. */
    private static final long SPLIT_SEED = 0;

    private OwnPictures() {}

    static ImageBatches batches(Path path, DataConfig.Images data) {
        Reading reading = new Reading(true, data.bits());
        ImageSource all = ImageSources.open(path, Part.TRAIN, reading);
        ImageSource train = all;
        ImageSource test;
        if (ImageSources.hasParts(path)) {
            test = ImageSources.open(path, Part.TEST, reading);
        } else {
            int kept = kept(all);
            int[] test0 = Split.chosen(all.count(), kept, SPLIT_SEED);
            test = new SubsetImages(all, test0);
            train = new SubsetImages(all, Split.others(all.count(), test0));
        }
        return new ImageBatches(
                name(path),
                train,
                test,
                transform(data),
                data.pictureShape().orElseThrow(),
                data.flips(),
                new LeftOutPictures());
    }

    /**
     * Number of pictures that are kept for measuring where a folder has no part for it.
     *
     * @throws UserError if there are too few pictures for two parts
     */
    static int kept(ImageSource all) {
        int count = all.count();
        if (count < LEAST) {
            throw new UserError(all.name() + ": expected at least " + LEAST
                    + " pictures, some of them kept for measuring, got " + count);
        }
        long share = Math.round(SHARE * count);
        return (int) Math.max(2, Math.min(MOST_KEPT, Math.max(share, Math.min(FEW_KEPT, count / 4))));
    }

    /** Number of pictures of an opened source to learn from. */
    public static int training(Path path, ImageSource source) {
        return ImageSources.hasParts(path) ? source.count() : source.count() - kept(source);
    }

    /** The last name of the path, without the ending of a file. */
    public static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? "pictures" : last.toString().replaceFirst("\\.(zip|npz|npy)$", "");
    }

    /** What makes a picture of any size one of the configured size. */
    public static ImageTransform transform(DataConfig.Images data) {
        return switch (data.fit()) {
            case CROP -> new CentreCrop(data.size());
            case STRETCH -> new Resize(data.size(), data.size(), Filter.BICUBIC);
        };
    }
}

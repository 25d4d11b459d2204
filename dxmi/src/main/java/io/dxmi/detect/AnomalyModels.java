package io.dxmi.detect;

import ai.djl.modality.cv.Image;
import ai.djl.nn.Blocks;
import ai.djl.repository.zoo.Criteria;
import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.ArrayData;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.detect.model.ModelRecord;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.Raster;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Fitted model folders, and model files of this kind (.dxmi), in DJL's own terms. Predictors may be shared by threads: a result depends on its input alone, and equals
 * that of {@code dxmi detect score} to the last bit. A folder is read once and not written to: it may be read-only, and may be
 * another place than where it was fitted.
 */
public final class AnomalyModels {

    private AnomalyModels() {}

    /**
     * A criteria whose model judges pictures.
     *
     * @param folder written by {@code dxmi detect fit} from images
     * @throws UserError if it is no model folder of images, or its backbone is not trusted ({@link
     *     io.dxmi.samplers.program.TrustedPrograms})
     */
    public static Criteria<Image, AnomalyResult> images(Path folder) {
        return criteria(
                folder, Image.class, "images", Set.of(SampleKind.IMAGES, SampleKind.BACKBONE), AnomalyModels::sample);
    }

    /**
     * A criteria whose model judges rows of a table: texts by the names of columns. Numbers are spelled as programs write
     * them, or as in the table of the fit; where that has decimal commas, a point is decimal too, so that 1.234 and 1,234 are
     * equal and no mark of thousands is read without decimals. Empty texts and null are missing values; columns that the model
     * does not know are ignored. A predictor throws a {@link UserError} for a row that lacks a column, or has a text of another
     * kind than its column.
     *
     * @param folder written by {@code dxmi detect fit} from a table; columns without a name are called c1, c2, …
     * @throws UserError if it is no model folder of a table
     */
    @SuppressWarnings("unchecked") // there is no class of maps of texts
    public static Criteria<Map<String, String>, AnomalyResult> rows(Path folder) {
        Class<Map<String, String>> type = (Class<Map<String, String>>) (Class<?>) Map.class;
        ModelRecord about = ModelFolder.record(folder);
        require(folder, about, "tables", Set.of(SampleKind.TABLE));
        TableCoding coding = about.tableCoding();
        return criteria(folder, type, "tables", Set.of(SampleKind.TABLE), row -> TableData.sample(coding, row));
    }

    /**
     * A criteria whose model judges vectors of numbers, in the order of the fit; NaN is a missing value. A predictor throws a
     * {@link UserError} for a vector of another length. Curves may have any number of values above that of the modes, none
     * missing.
     *
     * @param folder written by {@code dxmi detect fit} from vectors, curves, or a table whose features all are numbers
     * @throws UserError if it is another folder
     */
    public static Criteria<float[], AnomalyResult> vectors(Path folder) {
        ModelRecord about = ModelFolder.record(folder);
        Set<SampleKind> kinds = Set.of(SampleKind.VECTORS, SampleKind.TABLE, SampleKind.CURVES);
        require(folder, about, "vectors", kinds);
        if (!about.tableCoding().allNumbers()) {
            throw new UserError(
                    folder + ": expected a model whose columns all are numbers, got one with categories or dates;"
                            + " use AnomalyModels.rows");
        }
        return criteria(
                folder, float[].class, "vectors", kinds, values -> Sample.of("the vector", values, values.length));
    }

    private static <I> Criteria<I, AnomalyResult> criteria(
            Path folder, Class<I> type, String what, Set<SampleKind> kinds, Function<I, Sample> reader) {
        require(folder, ModelFolder.record(folder), what, kinds);
        Detector detector = ModelFolder.read(folder);
        return Criteria.builder()
                .setTypes(type, AnomalyResult.class)
                .optModelPath(
                        Files.isDirectory(folder)
                                ? folder
                                : folder.toAbsolutePath().getParent())
                .optModelName("detector")
                .optEngine("PyTorch")
                .optBlock(Blocks.identityBlock())
                .optOption("hasParameter", "false")
                .optTranslator(new AnomalyTranslator<>(detector, reader))
                .build();
    }

    private static void require(Path folder, ModelRecord about, String what, Set<SampleKind> kinds) {
        if (kinds.contains(about.kind())) return;
        String use =
                switch (about.kind()) {
                    case IMAGES, BACKBONE -> "; use AnomalyModels.images";
                    case TABLE -> "; use AnomalyModels.rows";
                    case VECTORS, CURVES -> "; use AnomalyModels.vectors";
                    case FEATURES, SERIES -> "; score files with io.dxmi.detect.Detection";
                };
        throw new UserError(folder + ": expected a model of " + what + ", got one of kind "
                + about.kind().name().toLowerCase(Locale.ROOT) + use);
    }

    private static Sample sample(Image input) {
        if (!(input.getWrappedImage() instanceof BufferedImage picture)) {
            throw new IllegalArgumentException("expected an image over java.awt.image.BufferedImage, got "
                    + input.getWrappedImage().getClass());
        }
        io.dxmi.samplers.image.Image decoded = Raster.of(picture);
        float[] planes = ArrayData.planes(decoded.pixels(), decoded.channels());
        return Sample.of("image", planes, decoded.channels(), decoded.height(), decoded.width());
    }
}

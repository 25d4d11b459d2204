package io.dxmi.detect.data;

import io.dxmi.detect.pictures.PictureSet;
import io.dxmi.samplers.Bounds;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Data on disk, by the kind of file. */
public final class DataFiles {

    private DataFiles() {}

    /** Whether the name of a file is that of a table. */
    public static boolean isTable(Path data) {
        String name = data.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.matches(".*\\.(csv|tsv|txt|data)(\\.gz)?");
    }

    /** Requires that there is data. @throws UserError if there is nothing at {@code data} */
    public static void requirePresent(Path data) {
        requirePresent("data", data);
    }

    /** Requires that there is data. @throws UserError naming the parameter if there is nothing at {@code data} */
    public static void requirePresent(String parameter, Path data) {
        if (!Files.exists(data))
            throw new UserError(UserError.parameter(parameter) + " " + data + ": there is no such file or folder");
        Bounds.requireFile(data);
    }

    /**
     * The samples of everything but tables.
     *
     * @param part {@code train} or {@code test}, for folders that have such parts
     * @throws UserError if the kind of the file is unknown or the file is damaged
     */
    public static Loaded load(Path data, String part, TableChoice choice) {
        if (choice.labelColumn() != null)
            throw forTables("label-column", data, "an array 'labels' has the labels of arrays");
        if (!choice.drop().isEmpty()) throw forTables("drop", data, "arrays and images have no named columns");
        if (Files.isDirectory(data)) {
            return new Loaded(SampleKind.IMAGES, ImageFolder.open(data, part, choice));
        }
        if (ArrayData.isArrays(data)) return ArrayData.open(data, choice);
        if (ImageSources.isPicture(data)) {
            return new Loaded(SampleKind.IMAGES, ImageFolder.single(data));
        }
        throw new UserError(data + ": expected a table (.csv, .tsv), arrays (.npz, .npy, .safetensors), an"
                + " image or a folder of images");
    }

    /**
     * Of what marks the normal samples of other data, what says something of these.
     *
     * @param said text of labels or names of folders; or null
     * @return null for arrays without labels, folders without any of the names, and everything else
     */
    public static String normalIn(Path data, String said) {
        if (said == null) return null;
        if (Files.isDirectory(data)) return PictureSet.normalIn(data, said);
        return ArrayData.isArrays(data) && ArrayData.hasLabels(data) ? said : null;
    }

    private static UserError forTables(String parameter, Path data, String instead) {
        return new UserError(UserError.parameter(parameter) + " is for tables, got " + data + "; " + instead);
    }
}

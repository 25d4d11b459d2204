package io.dxmi.sampling;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.PointFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Points in the order of a run's columns.
 *
 * @param names of the columns; empty if neither the run nor the file has any
 */
record NamedColumns(DataSet rows, List<String> names) {

    /**
     * Brings points into the order of the columns that a run knows; without names on both sides, they are matched by place.
     *
     * @param rows read from {@code file}
     * @param known columns of the run, as many as those of the rows; empty if they have no names
     * @throws UserError if both have names, and other ones
     */
    static NamedColumns of(DataSet rows, Path file, List<String> known) {
        List<String> found = PointFiles.columns(file);
        if (known.isEmpty() || found.isEmpty()) return new NamedColumns(rows, known.isEmpty() ? found : known);
        if (!Set.copyOf(known).equals(Set.copyOf(found))) {
            throw new UserError(file + ": expected the columns of the training, " + String.join(", ", known) + ", got "
                    + String.join(", ", found) + "; give the columns these names, or remove the header");
        }
        int d = known.size();
        int[] from = known.stream().mapToInt(found::indexOf).toArray();
        float[] values = new float[rows.values().length];
        for (int i = 0; i < values.length; i++) values[i] = rows.values()[i / d * d + from[i % d]];
        return new NamedColumns(new DataSet(rows.name(), values, d), known);
    }
}

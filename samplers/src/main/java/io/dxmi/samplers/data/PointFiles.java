package io.dxmi.samplers.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.NpyRows;
import io.dxmi.samplers.tensor.Safetensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Points in a table of text or in an array of numbers, as {@code dxmi sample} writes them and NumPy does. */
public final class PointFiles {

    /** Names under which arrays are looked for. */
    private static final String[] NAMES = {"arr_0", "samples", "points"};

    private PointFiles() {}

    /**
     * Reads points, one a row.
     *
     * @param file an array (n, d) in .npz, .npy or .safetensors, or a table as {@link PointsCsv} reads it
     * @throws UserError if it holds no such array or table, or a value that is not finite
     */
    public static DataSet read(Path file) {
        String name = file.getFileName().toString();
        if (!isArray(name)) return PointsCsv.read(file);
        DataSet points = name.endsWith(".safetensors") ? tensor(file, name) : array(file, name);
        for (int i = 0; i < points.values().length; i++) {
            if (Float.isFinite(points.values()[i])) continue;
            throw new UserError(file + ": expected finite numbers, got " + points.values()[i] + " in row "
                    + i / points.dimensions());
        }
        return points;
    }

    /**
     * Names of the columns of such a file.
     *
     * @return empty for an array and for a table without a header of different names
     * @throws UserError as {@link #read}
     */
    public static List<String> columns(Path file) {
        if (isArray(file.getFileName().toString())) return List.of();
        List<String> names = PointsCsv.columns(file);
        return Set.copyOf(names).size() == names.size() ? names : List.of();
    }

    private static boolean isArray(String name) {
        return name.matches(".*\\.(npz|npy|safetensors)");
    }

    private static DataSet tensor(Path file, String name) {
        HostTensor found = Safetensors.read(file).tensors().get("samples");
        if (found == null || found.size() == 0) throw new UserError(file + ": expected a tensor called samples");
        requireRows(file, found.shape());
        return new DataSet(name, found.toFloats(), found.shape()[1]);
    }

    private static DataSet array(Path file, String name) {
        try (NpyRows rows = NpyRows.open(file, NAMES)) {
            requireRows(file, rows.shape());
            int d = Math.toIntExact(rows.shape()[1]);
            int n = Math.toIntExact(rows.shape()[0]);
            float[] values = new float[Math.multiplyExact(n, d)];
            for (int i = 0; i < n; i++) {
                float[] row = new HostTensor(rows.dtype(), new long[] {d}, rows.row(i)).toFloats();
                System.arraycopy(row, 0, values, i * d, d);
            }
            return new DataSet(name, values, d);
        }
    }

    private static void requireRows(Path file, long[] shape) {
        if (shape.length == 2 && shape[0] > 0 && shape[1] > 0) return;
        throw new UserError(file + ": expected points (n, d), found " + Arrays.toString(shape));
    }
}

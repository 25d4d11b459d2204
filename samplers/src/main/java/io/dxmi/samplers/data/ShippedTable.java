package io.dxmi.samplers.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** A table among the resources of a class, whose last column is the label. */
public final class ShippedTable {

    private ShippedTable() {}

    /**
     * Reads a table.
     *
     * @param owner a class of the package that holds the resource
     * @param resource CSV text, or gzip of CSV text if the name ends in {@code .gz}
     * @param sampleShape of the columns before the label
     */
    public static DataSet read(Class<?> owner, String name, String resource, long... sampleShape) {
        try (InputStream raw = owner.getResourceAsStream(resource)) {
            if (raw == null) throw new IllegalStateException("the jar lacks " + resource);
            InputStream bytes = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
            CsvTable table =
                    CsvTable.read(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)), resource);
            return labelled(name, table, sampleShape);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static DataSet labelled(String name, CsvTable table, long[] sampleShape) {
        int d = table.columns() - 1;
        int rows = table.values().length / table.columns();
        float[] values = new float[rows * d];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(table.values(), i * (d + 1), values, i * d, d);
            labels[i] = (int) table.values()[i * (d + 1) + d];
        }
        return new DataSet(name, values, sampleShape, labels);
    }
}

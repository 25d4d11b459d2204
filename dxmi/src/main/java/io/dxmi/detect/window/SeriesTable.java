package io.dxmi.detect.window;

import io.dxmi.detect.column.Clock;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.samplers.data.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Time series in memory. The rows of one series stand together, in the order of the file.
 *
 * @param where the file, for messages
 * @param columns what the columns of the file are
 * @param values (rows, channels), NaN where missing
 * @param parts the series, one behind the other
 * @param lines of the rows in the file
 * @param labels 0 normal, 1 anomaly, {@link Sample#UNKNOWN}
 * @param times what names each row, or null
 * @param spelling of the file
 */
public record SeriesTable(
        String where,
        Columns columns,
        double[] values,
        List<Part> parts,
        int[] lines,
        byte[] labels,
        String[] times,
        Spelling spelling) {

    /**
     * One series.
     *
     * @param name of its group, empty if there is one series
     * @param from its first row
     * @param to behind its last row
     */
    public record Part(String name, int from, int to) {

        public int length() {
            return to - from;
        }
    }

    /**
     * What the columns of a table are.
     *
     * @param names of all, in order
     * @param channels positions of the columns of numbers
     * @param label position of the labels, or -1
     * @param group position of what tells the series apart, or -1
     * @param time position of what names the rows, or -1
     * @param clock reads their times, null if they are none
     * @param choice what marks normal rows; while a file is being read, what was said of it
     * @param leftOut columns that are no channels, with the reason
     */
    public record Columns(
            List<String> names,
            int[] channels,
            int label,
            int group,
            int time,
            Clock clock,
            TableChoice choice,
            Map<String, String> leftOut,
            boolean header) {

        /** The same, where the labels tell what marks normal rows. */
        Columns seeing(String[] labelTexts) {
            return new Columns(names, channels, label, group, time, clock, choice.seeing(labelTexts), leftOut, header);
        }

        public List<String> channelNames() {
            return Arrays.stream(channels).mapToObj(names::get).toList();
        }

        /** The name of a position, null if there is none. */
        public String name(int position) {
            return position < 0 ? null : names.get(position);
        }
    }

    public int rows() {
        return lines.length;
    }

    public int channels() {
        return columns.channels().length;
    }

    public boolean labelled() {
        for (byte label : labels) if (label != Sample.UNKNOWN) return true;
        return false;
    }

    /** The same without what is known of its rows. */
    public SeriesTable unlabelled() {
        byte[] unknown = new byte[labels.length];
        Arrays.fill(unknown, (byte) Sample.UNKNOWN);
        return new SeriesTable(where, columns, values, parts, lines, unknown, times, spelling);
    }

    /** File and line of a row. */
    public String place(int row) {
        return where + ":" + lines[row];
    }

    /** What people call a row: its time, or its number within its series, from 1. */
    public String nameOf(int row) {
        if (times != null && !times[row].isEmpty()) return times[row];
        for (Part part : parts) if (row < part.to()) return Integer.toString(row - part.from() + 1);
        throw new IndexOutOfBoundsException(row);
    }

    /** Rows standardised, (rows, channels); a missing value is the one before it, and the mean where there is none. */
    public float[] standardised(WindowExtractor scaling) {
        int channels = channels();
        float[] out = new float[values.length];
        for (Part part : parts) {
            for (int i = part.from() * channels; i < part.to() * channels; i++) {
                boolean first = i < (part.from() + 1) * channels;
                out[i] = Double.isNaN(values[i])
                        ? (first ? 0 : out[i - channels])
                        : scaling.standardised(values[i], i % channels);
            }
        }
        return out;
    }
}

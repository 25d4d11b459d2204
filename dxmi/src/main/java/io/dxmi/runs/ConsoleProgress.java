package io.dxmi.runs;

import io.dxmi.samplers.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows how far a run is: a line that redraws itself on a terminal, a line every few seconds otherwise. A terminal's line
 * leaves out what its width has no room for, the least important first.
 */
public final class ConsoleProgress implements Progress {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR = 24;

    /** A terminal that is made narrower in the meantime cuts the line instead of breaking it. */
    private static final String LINE_START = "\r\033[K\033[?7l";

    private static final String LINE_END = "\033[?7h";

    private final PrintWriter out;
    private final int columns;
    private final LongSupplier nanos;
    private long started;
    private long from;
    private long total;
    private long done;
    private long shown;
    private double distance = Double.NaN;
    private double best = Double.NaN;
    private double gap = Double.NaN;
    private double loss = Double.NaN;

    /**
     * A listener.
     *
     * @param columns width of the terminal; 0 if there is none
     * @param nanos a clock, such as {@link System#nanoTime}
     */
    public ConsoleProgress(PrintWriter out, int columns, LongSupplier nanos) {
        this.out = out;
        this.columns = columns;
        this.nanos = nanos;
    }

    /** Takes over the best distance of an earlier process. */
    public void bestSoFar(double distance) {
        best = distance;
    }

    @Override
    public void begin(String phase, long done, long total) {
        started = nanos.getAsLong();
        shown = started;
        from = done;
        this.done = done;
        this.total = total;
        distance = Double.NaN;
        gap = Double.NaN;
        loss = Double.NaN;
    }

    @Override
    public void step(String phase, long done, Map<String, Double> scalars) {
        this.done = done;
        scalars.forEach(this::take);
        long now = nanos.getAsLong();
        if (now - shown < (columns > 0 ? REDRAW_NANOS : LINE_NANOS)) return;
        shown = now;
        out.print(columns > 0 ? LINE_START + fitting(phase) + LINE_END : plain(phase) + "\n");
        out.flush();
    }

    private void take(String name, double value) {
        if (name.startsWith("samples/")) {
            distance = value;
            if (!(best <= value)) best = value;
        }
        if (name.equals("energy/difference")) gap = value;
        if (name.endsWith("/loss")) loss = value;
    }

    @Override
    public void end(String phase) {
        double seconds = (nanos.getAsLong() - started) / 1e9;
        String text =
                String.format(Locale.ROOT, "%s %d/%d in %s (%s)", phase, done, total, duration(seconds), rate(seconds));
        if (columns > 0) out.print("\r\033[K");
        out.println(columns > 0 && text.length() >= columns ? text.substring(0, columns - 1) : text);
        out.flush();
    }

    /** The fullest line that is shorter than the terminal is wide: the last column makes some terminals wrap. */
    private String fitting(String phase) {
        String part = phase + " " + percent();
        String count = phase + " " + done + "/" + total;
        List<String> lines = List.of(
                count + " " + bar() + percent() + "  " + rate() + left("  ") + distances("distance ", ", best ")
                        + rest(),
                count + " " + percent() + "  " + rate() + left("  ") + distances("distance ", ", best ") + rest(),
                part + left("  ") + distances("distance ", ", best ") + rest(),
                part + left("  ") + distances("distance ", ", best "),
                part + left(" ") + distances("", " best ").replace("  ", " "),
                part + left(" "),
                part);
        return lines.stream()
                .filter(line -> line.length() < columns)
                .findFirst()
                .orElse(part.substring(0, Math.min(part.length(), Math.max(0, columns - 1))));
    }

    private String plain(String phase) {
        return phase + " " + done + "/" + total + " " + percent() + "  " + rate() + left("  ")
                + distances("distance ", ", best ") + rest();
    }

    private String percent() {
        return String.format(Locale.ROOT, "%3d%%", total == 0 ? 100 : 100 * done / total);
    }

    /** Empty before the first step, when nobody knows. */
    private String left(String gap) {
        if (done <= from) return "";
        double seconds = (shown - started) / 1e9;
        return gap + duration(seconds / (done - from) * (total - done)) + " left";
    }

    private String distances(String first, String second) {
        return Double.isNaN(distance) ? "" : "  " + first + number(distance) + second + number(best);
    }

    /** The gap between the energies of data and samples, or the loss where there is none. */
    private String rest() {
        if (!Double.isNaN(gap)) return "  energy gap " + number(gap);
        return Double.isNaN(loss) ? "" : "  loss " + number(loss);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private String bar() {
        int full = total == 0 ? BAR : (int) (BAR * done / total);
        return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] ";
    }

    private String rate() {
        return rate((shown - started) / 1e9);
    }

    private String rate(double seconds) {
        double perSecond = seconds > 0 ? (done - from) / seconds : 0;
        return perSecond >= 1 || perSecond == 0
                ? String.format(Locale.ROOT, "%.1f/s", perSecond)
                : String.format(Locale.ROOT, "%.1f s each", 1 / perSecond);
    }

    static String duration(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}

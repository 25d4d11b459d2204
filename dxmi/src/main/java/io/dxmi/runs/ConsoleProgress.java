package io.dxmi.runs;

import io.dxmi.samplers.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Shows how far a run is: a bar that redraws itself on a terminal, a line every few seconds otherwise. */
public final class ConsoleProgress implements Progress {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR = 24;
    /** Scalars on a plain line; a bar has no room for more than itself. */
    private static final int SCALARS = 3;

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private long started;
    private long from;
    private long total;
    private long done;
    private long shown;
    private Map<String, Double> latest = Map.of();

    /** @param nanos a clock, such as {@link System#nanoTime} */
    public ConsoleProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    @Override
    public void begin(String phase, long done, long total) {
        started = nanos.getAsLong();
        shown = started;
        from = done;
        this.done = done;
        this.total = total;
        latest = Map.of();
    }

    @Override
    public void step(String phase, long done, Map<String, Double> scalars) {
        this.done = done;
        if (!scalars.isEmpty()) latest = scalars;
        long now = nanos.getAsLong();
        if (now - shown < (terminal ? REDRAW_NANOS : LINE_NANOS)) return;
        shown = now;
        String text = terminal ? "\r\033[K" + status(phase, bar()) : status(phase, "") + scalars() + "\n";
        out.print(text);
        out.flush();
    }

    @Override
    public void end(String phase) {
        double seconds = (nanos.getAsLong() - started) / 1e9;
        out.printf(
                Locale.ROOT,
                "%s%s %d/%d in %s (%s)%n",
                terminal ? "\r\033[K" : "",
                phase,
                done,
                total,
                duration(seconds),
                rate(seconds));
        out.flush();
    }

    private String status(String phase, String bar) {
        double seconds = (shown - started) / 1e9;
        double left = done > from ? seconds / (done - from) * (total - done) : 0;
        return String.format(
                Locale.ROOT,
                "%s %d/%d %s%3d%%  %s  %s left",
                phase,
                done,
                total,
                bar,
                total == 0 ? 100 : 100 * done / total,
                rate(seconds),
                duration(left));
    }

    private String bar() {
        int full = total == 0 ? BAR : (int) (BAR * done / total);
        return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] ";
    }

    private String scalars() {
        return latest.entrySet().stream()
                .limit(SCALARS)
                .map(e -> String.format(Locale.ROOT, "  %s %.4g", e.getKey(), e.getValue()))
                .collect(Collectors.joining());
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

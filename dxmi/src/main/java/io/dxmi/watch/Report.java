package io.dxmi.watch;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.Json;
import io.dxmi.page.Html;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs as one file of HTML that loads nothing: curves, pictures, histograms and settings are inside. */
public final class Report {

    /** Points of a curve that the page shows as one column. */
    private static final int COLUMNS = 600;

    /** Bytes of all pictures before they become text, which makes them a third larger. */
    private static final long PICTURES = 9L << 20;

    /** Pictures of samples on the way, of one run. */
    private static final int SAMPLES = 24;

    private final List<WatchedRun> runs;
    private final Map<String, String> pictures = new LinkedHashMap<>();
    private int leftOut;

    private Report(List<WatchedRun> runs) {
        this.runs = runs;
    }

    /**
     * Writes the report.
     *
     * @param places runs, or folders of runs
     * @param out an HTML file; an older report there is replaced
     * @return its path, its size in bytes, the number of runs and pictures, and how many pictures were left out
     * @throws UserError if a place is no run, or {@code out} is a file of another kind
     */
    public static Map<String, Object> write(List<Path> places, Path out) {
        RunSet.requireFolders(places);
        List<WatchedRun> runs = new RunSet(places).all();
        if (runs.isEmpty()) {
            throw new UserError("expected a run folder at " + places.get(0) + ", got a folder without config.yaml");
        }
        requireReport(out);
        Report report = new Report(runs);
        byte[] page = WatchPage.of(report.title(), report.data()).file().getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(out, page);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("report", out.toString());
        result.put("bytes", page.length);
        result.put("runs", runs.size());
        result.put("pictures", report.pictures.size());
        result.put("pictures_left_out", report.leftOut);
        return result;
    }

    private static void requireReport(Path out) {
        if (!Files.exists(out)) return;
        try (var lines = Files.newBufferedReader(out)) {
            char[] head = new char[2048];
            int read = lines.read(head);
            if (read > 0 && new String(head, 0, read).contains("<meta name=\"generator\" content=\"dxmi\">")) return;
        } catch (IOException e) {
            throw new UserError(parameter("out") + " " + out + " is no report; expected a new file", e);
        }
        throw new UserError(parameter("out") + " " + out + " is a file of another kind; expected a new file");
    }

    private String title() {
        return runs.size() == 1 ? "Report of " + runs.get(0).name() : "Report of " + runs.size() + " runs";
    }

    private String data() {
        Map<String, Object> details = new LinkedHashMap<>();
        Map<String, Object> curves = new LinkedHashMap<>();
        for (WatchedRun run : runs) {
            Map<String, Object> detail = run.detail();
            detail.put("figures", kept(run, run.files().figures()));
            detail.put("samples", samples(run));
            details.put(run.id(), detail);
            Map<String, Object> own = new LinkedHashMap<>();
            for (Object scalar : (List<?>) detail.get("scalars")) {
                String name = scalar.toString();
                own.put(name, run.curve(name, Long.MIN_VALUE, Long.MAX_VALUE, COLUMNS));
            }
            curves.put(run.id(), own);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", title());
        data.put("runs", runs.stream().map(run -> details.get(run.id())).toList());
        data.put("curves", curves);
        data.put("pictures", pictures);
        data.put("left_out", leftOut);
        return Json.line(data);
    }

    private List<Long> samples(WatchedRun run) {
        List<Long> all = run.files().samples();
        List<Long> even = new ArrayList<>();
        int shown = Math.min(SAMPLES, all.size());
        for (int i = 0; i < shown; i++) even.add(all.get(shown == 1 ? 0 : i * (all.size() - 1) / (shown - 1)));
        leftOut += all.size() - shown;
        List<String> kept =
                kept(run, even.stream().map(i -> "samples/" + i + ".png").toList());
        return even.stream().filter(i -> kept.contains("samples/" + i + ".png")).toList();
    }

    /** Takes in the pictures for which the run's share of the space is enough. */
    private List<String> kept(WatchedRun run, List<String> names) {
        List<String> kept = new ArrayList<>();
        long left = PICTURES / runs.size() / 2;
        for (String name : names) {
            Path file = run.files().picture(name).orElse(null);
            long size = file == null ? Long.MAX_VALUE : file.toFile().length();
            if (size > left) {
                leftOut++;
                continue;
            }
            left -= size;
            pictures.put(run.id() + "/" + name, Html.dataUri(file));
            kept.add(name);
        }
        return kept;
    }
}

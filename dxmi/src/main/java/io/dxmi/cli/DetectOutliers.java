package io.dxmi.cli;

import io.dxmi.detect.Detection;
import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.fit.Outliers;
import io.dxmi.detect.report.DetectJson;
import io.dxmi.detect.report.OutlierReport;
import io.dxmi.detect.series.SeriesReport;
import io.dxmi.detect.window.WindowChoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dxmi detect outliers}. */
@Command(
        name = "outliers",
        description = {
            "Ranks the samples of one file, some of which are odd; no labels are needed.",
            "Each sample is compared with all others. Its p-value is the share of all samples that score at least as"
                    + " high, so that outliers that make up a share of the file have p-values up to that share."
        },
        footer = {
            "",
            "Examples:",
            "  dxmi detect outliers readings.csv --out ranked.csv",
            "  dxmi detect outliers sensor.csv --window auto --out scores.csv    (a time series)",
            "",
            "Of a time series, the score file is in the order of time; scores.alarms.csv has the stretches that are flagged, and"
                    + " scores.png shows them."
        })
final class DetectOutliers implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATA", description = DataArgument.FORMS)
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "A new file that ends in .csv or .jsonl; the oddest sample comes first.")
    private Path out;

    @Option(
            names = "--contamination",
            paramLabel = "auto|SHARE",
            defaultValue = "auto",
            description =
                    "Share of outliers to flag, above 0 and up to 0.5; auto flags what lies far beyond the other scores"
                            + " (default: auto).")
    private String contamination;

    @Mixin
    private WindowArguments windows;

    @Mixin
    private CurveArguments curves;

    @Mixin
    private DetectArguments arguments;

    @Override
    public Integer call() {
        return arguments.run(spec, Map.of("data", data.toString()), data, (samples, table, progress) -> {
            WindowChoice window = windows.choice();
            CurveChoice curve = curves.choice(window);
            Outliers outliers = Outliers.of(contamination);
            if (window != null) {
                SeriesReport series = Detection.seriesOutliers(samples, out, table, window, outliers, progress);
                return noting(series.flagged(), series.summary());
            }
            OutlierReport ranked = Detection.outliers(samples, out, table, curve, outliers, progress);
            return noting(ranked.flagged(), DetectJson.ranked(ranked));
        });
    }

    private Map<String, Object> noting(int flagged, Map<String, Object> summary) {
        if (flagged > 0 || !contamination.equals("auto")) return summary;
        Map<String, Object> noted = new LinkedHashMap<>(summary);
        noted.put("note", "no score lies far beyond the others; --contamination SHARE flags a share of them");
        return noted;
    }
}

package io.dxmi.watch;

import io.dxmi.page.Document;
import io.dxmi.page.Html;
import java.util.List;

/** The page of runs: the same for the server, which feeds it while it is open, and for a report, which has its data inside. */
final class WatchPage {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private WatchPage() {}

    /**
     * The page.
     *
     * @param data JSON that a report holds; empty for the server's page
     */
    static Document of(String title, String data) {
        String body = Html.resource(WatchPage.class, "watch.html");
        if (!data.isEmpty()) {
            body += "<script type=\"application/json\" id=\"data\">" + Html.embedded(data) + "</script>\n";
        }
        return new Document(
                title,
                List.of(Html.resource(WatchPage.class, UPLOT + "uPlot.min.css"), Html.style()),
                List.of(
                        Html.resource(WatchPage.class, UPLOT + "uPlot.iife.min.js"),
                        Html.resource(WatchPage.class, "source.js"),
                        Html.resource(WatchPage.class, "charts.js"),
                        Html.resource(WatchPage.class, "watch.js")),
                body);
    }
}

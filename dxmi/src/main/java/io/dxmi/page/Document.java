package io.dxmi.page;

import java.util.List;

/**
 * A whole page with its styles and scripts inside.
 *
 * @param title plain text
 * @param styles of CSS
 * @param scripts of JavaScript, run in order after the body
 * @param body HTML, with all values escaped
 */
public record Document(String title, List<String> styles, List<String> scripts, String body) {

    /**
     * The Content-Security-Policy: no script but those of this page runs, and nothing is loaded from elsewhere.
     *
     * @param server where pictures and data come from, such as {@code 'self'}; empty for a file
     */
    public String policy(String server) {
        return "default-src 'none'; script-src " + Html.digests(scripts) + "; style-src " + Html.digests(styles)
                + "; img-src data: " + server + "; connect-src " + (server.isEmpty() ? "'none'" : server)
                + "; base-uri 'none'; form-action 'none'";
    }

    /** The page as a file of its own: its policy is inside. */
    public String file() {
        return text("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy("") + "\">\n");
    }

    /** The page as a server sends it, with {@link #policy} as a header. */
    public String served() {
        return text("");
    }

    private String text(String head) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        page.append(head).append("<meta name=\"generator\" content=\"dxmi\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<link rel=\"icon\" href=\"data:,\">\n<title>").append(Html.escape(title));
        page.append("</title>\n");
        styles.forEach(style -> page.append("<style>").append(style).append("</style>\n"));
        page.append("</head><body>\n").append(body);
        scripts.forEach(script -> page.append("<script>").append(script).append("</script>\n"));
        return page.append("</body></html>\n").toString();
    }
}

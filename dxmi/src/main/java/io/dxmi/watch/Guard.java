package io.dxmi.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who may read: programs of this machine, and pages that this server sent. A page of another origin is refused by its
 * {@code Origin} or {@code Sec-Fetch-Site}, and one that has rebound its own name to this machine by its {@code Host}.
 */
final class Guard {

    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?::\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private Guard() {}

    /** 0 if the request may be answered, or the status that refuses it. */
    static int refusal(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) return 403;
        if (hosts.size() != 1 || !LOOPBACK.matcher(hosts.get(0)).matches()) return 403;
        for (String origin : headers.getOrDefault("Origin", List.of())) {
            if (!origin.equalsIgnoreCase("http://" + hosts.get(0))) return 403;
        }
        if (isForeign(headers)) return 403;
        String method = exchange.getRequestMethod();
        return method.equals("GET") || method.equals("HEAD") ? 0 : 405;
    }

    /** A link on another page may lead here; pictures, scripts and frames of another page may not. */
    private static boolean isForeign(Headers headers) {
        String site = headers.getFirst("Sec-Fetch-Site");
        return site != null
                && !site.equals("same-origin")
                && !site.equals("none")
                && !"document".equals(headers.getFirst("Sec-Fetch-Dest"));
    }
}

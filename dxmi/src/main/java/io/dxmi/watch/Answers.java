package io.dxmi.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes answers. A client that takes none of an answer for too long loses its connection, so that its place is free. */
final class Answers {

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    /** When the write that is under way began. */
    private final Map<HttpExchange, Long> writing = new ConcurrentHashMap<>();

    /** Sends a whole answer; of {@code HEAD}, the headers. */
    void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        headers(exchange, type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        guarded(exchange, () -> {
            exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
            if (!head) exchange.getResponseBody().write(body);
        });
    }

    void send(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Begins an answer that goes on. */
    void begin(HttpExchange exchange, String type) throws IOException {
        headers(exchange, type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        guarded(exchange, () -> exchange.sendResponseHeaders(200, head ? -1 : 0));
    }

    /** Sends a part of an answer that goes on. */
    void part(HttpExchange exchange, String text) throws IOException {
        guarded(exchange, () -> {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
    }

    private static void headers(HttpExchange exchange, String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        headers.putIfAbsent("Content-Security-Policy", List.of("default-src 'none'; frame-ancestors 'none'"));
    }

    /** What a write does. */
    private interface Write {
        void run() throws IOException;
    }

    private void guarded(HttpExchange exchange, Write write) throws IOException {
        writing.put(exchange, System.nanoTime());
        try {
            write.run();
        } finally {
            writing.remove(exchange);
        }
    }

    /** Ends the writes that have waited too long. */
    void dropTheStuck() {
        long now = System.nanoTime();
        writing.forEach((exchange, since) -> {
            if (now - since > PATIENCE_NANOS) exchange.close();
        });
    }
}

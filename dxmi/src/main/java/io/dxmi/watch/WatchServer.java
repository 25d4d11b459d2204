package io.dxmi.watch;

import static io.dxmi.samplers.UserError.parameter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dxmi.Json;
import io.dxmi.page.Document;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page of runs to this machine alone. It reads the files that a training leaves and nothing else: a training
 * does not know of it. Reading is all that a request can do.
 *
 * <p>Each connection has a thread of its own, at most {@link #CONNECTIONS} of them, so that a slow client delays no other.
 */
public final class WatchServer implements AutoCloseable {

    /** Connections at a time; one more is closed. */
    static final int CONNECTIONS = 64;

    private static final long LOOK_MILLIS = 1000;
    private static final long HEARTBEAT_NANOS = 10_000_000_000L;
    private static final int COLUMNS = 2000;
    private static final int RUNS = 20;
    private static final String JSON = "application/json; charset=utf-8";

    static {
        // read when the first server of the process starts
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqTime", "10"); // seconds that a request may take to arrive
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService workers;
    private final Thread looking;
    private final RunSet runs;
    private final Answers answers = new Answers();
    private final Document page = WatchPage.of("dxmi watch", "");
    private final Object changes = new Object();
    private long version;
    private volatile boolean closed;

    private WatchServer(RunSet runs, HttpServer server) {
        this.runs = runs;
        this.server = server;
        this.workers = new ThreadPoolExecutor(
                2, CONNECTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> daemon(task, "watch"));
        this.looking = daemon(this::look, "watch-files");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts to serve.
     *
     * @param places runs, or folders of runs; runs that appear in a folder are shown too
     * @param port of the loopback interface; 0 for a free one
     * @throws UserError if the port is taken
     */
    public static WatchServer start(List<Path> places, int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), CONNECTIONS);
            WatchServer watch = new WatchServer(new RunSet(places), server);
            server.createContext("/", watch::handle);
            server.setExecutor(watch.workers);
            server.start();
            watch.looking.start();
            return watch;
        } catch (IOException e) {
            throw new UserError(
                    "cannot listen on port " + port + " of this machine: " + e.getMessage() + "; " + parameter("port")
                            + " 0 takes a free one",
                    e);
        }
    }

    /** Requires places that exist. @throws UserError if one of them is no folder */
    public static void requireFolders(List<Path> places) {
        RunSet.requireFolders(places);
    }

    /** Where the page is, such as {@code http://127.0.0.1:8642/}. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    InetSocketAddress socket() {
        return server.getAddress();
    }

    /** Number of runs that are there now. */
    public int runs() {
        return runs.all().size();
    }

    private void look() {
        while (!closed) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            answers.dropTheStuck();
            if (!runs.look()) continue;
            synchronized (changes) {
                version++;
                changes.notifyAll();
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int refusal = Guard.refusal(exchange);
            if (refusal == 0) answer(exchange);
            else if (refusal == 405) refuse(exchange);
            else answers.send(exchange, refusal, "this server answers this machine's own pages only");
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answers.send(exchange, 405, "this server is for reading");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            answer(exchange, Query.of(exchange.getRequestURI()));
        } catch (IllegalArgumentException e) {
            answers.send(exchange, 400, "expected numbers and names of runs");
        }
    }

    private void answer(HttpExchange exchange, Query query) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        switch (path) {
            case "/" -> page(exchange);
            case "/events" -> events(exchange);
            case "/api/run" -> json(exchange, runs.of(query.one("run", "")).map(WatchedRun::detail));
            case "/api/curve" -> json(exchange, Optional.of(curves(query)));
            default -> picture(exchange, path);
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", page.policy("'self'") + "; frame-ancestors 'none'");
        answers.send(exchange, 200, "text/html; charset=utf-8", page.served().getBytes(StandardCharsets.UTF_8));
    }

    private void json(HttpExchange exchange, Optional<Map<String, Object>> value) throws IOException {
        if (value.isEmpty()) {
            answers.send(exchange, 404, "no such run");
            return;
        }
        answers.send(exchange, 200, JSON, Json.line(value.get()).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> curves(Query query) {
        int columns = (int) Math.max(1, Math.min(COLUMNS, query.number("columns", 600)));
        long from = query.number("from", Long.MIN_VALUE);
        long to = query.number("to", Long.MAX_VALUE);
        Map<String, Object> curves = new LinkedHashMap<>();
        query.all("run").stream()
                .limit(RUNS)
                .forEach(id -> runs.of(id)
                        .ifPresent(run -> curves.put(id, run.curve(query.one("scalar", ""), from, to, columns))));
        return curves;
    }

    /** {@code /picture/RUN/NAME}, without escapes: no name of a picture needs one. */
    private void picture(HttpExchange exchange, String path) throws IOException {
        String[] parts = path.split("/", 4);
        Optional<Path> file = parts.length == 4 && parts[1].equals("picture")
                ? runs.of(parts[2]).flatMap(run -> run.files().picture(parts[3]))
                : Optional.empty();
        if (file.isEmpty()) answers.send(exchange, 404, "there is nothing under this name");
        else answers.send(exchange, 200, "image/png", Files.readAllBytes(file.get()));
    }

    /** Server-sent events: the list of runs, now and whenever a file changes. */
    private void events(HttpExchange exchange) throws IOException {
        answers.begin(exchange, "text/event-stream; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) return;
        long sent = -1;
        while (!closed) {
            long now = awaitChange(sent);
            // a line that clients pass over shows whether this one is still there
            answers.part(exchange, now == sent ? ":\n\n" : "data: " + Json.line(runs.status()) + "\n\n");
            sent = now;
        }
    }

    private long awaitChange(long sent) {
        synchronized (changes) {
            try {
                long end = System.nanoTime() + HEARTBEAT_NANOS;
                for (long left = HEARTBEAT_NANOS; version == sent && left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(changes, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
            return version;
        }
    }

    /** Serves until the server is closed. */
    public void await() throws InterruptedException {
        looking.join();
    }

    @Override
    public void close() {
        closed = true;
        looking.interrupt();
        workers.shutdownNow();
        server.stop(0);
    }
}

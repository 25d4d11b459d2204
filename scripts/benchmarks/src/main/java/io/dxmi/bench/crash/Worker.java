package io.dxmi.bench.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Main;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that runs one command line after the other, which saves the start of a JVM for each. */
final class Worker implements AutoCloseable {

    /** What a command returned, and the lines of both of its streams. */
    record Result(int code, List<String> lines) {}

    /** No command of the driver takes as long, also on a machine that is ten times slower. */
    private static final long LIMIT_SECONDS = 900;

    private static final String END = "\u0001exit ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Java java;
    private Process process;

    Worker(Java java) {
        this.java = java;
    }

    /** Runs a command line. A worker that dies or hangs gives the code -1; the next call starts another. */
    Result run(List<String> arguments) throws IOException, InterruptedException {
        if (process == null || !process.isAlive()) process = java.start(Worker.class, List.of());
        Process running = process;
        List<String> lines = new ArrayList<>();
        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> ask(running, arguments, lines));
        try {
            return new Result(end.get(LIMIT_SECONDS, TimeUnit.SECONDS), lines);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            close();
            return new Result(-1, List.of("the worker died or hung: " + e));
        }
    }

    private static int ask(Process process, List<String> arguments, List<String> lines) {
        try {
            Writer in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
            in.write(JSON.writeValueAsString(arguments) + "\n");
            in.flush();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(END)) return Integer.parseInt(line.substring(END.length()));
                lines.add(line);
            }
            return -1;
        } catch (IOException e) {
            lines.add(e.toString());
            return -1;
        }
    }

    @Override
    public void close() {
        if (process != null) process.destroyForcibly();
        process = null;
    }

    /** The worker itself: a JSON list of arguments per line of standard input. */
    public static void main(String[] none) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int code;
            try {
                code = Main.run(JSON.readValue(line, String[].class));
            } catch (RuntimeException | Error e) {
                e.printStackTrace();
                code = -1;
            }
            System.out.println(END + code);
        }
    }
}

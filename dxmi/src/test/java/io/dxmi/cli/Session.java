package io.dxmi.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.cli.Processes.Running;
import io.dxmi.runs.Experiments;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process in a folder that runs many command lines, because a new Java for each takes a second. For commands that leave no
 * state in a JVM: help, mistakes, and {@code detect}.
 */
final class Session {

    /** ASCII, so that no character is cut where a file still grows. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Running running;
    private final OutputStream lines;
    private final BufferedReader answers;

    /** Starts a process in its folder, whose dry runs do not time the training. */
    Session(Path folder) throws IOException {
        this(folder, UntimedMain.class);
    }

    /**
     * Starts a process in its folder.
     *
     * @param main {@link UntimedMain} or {@link CountingMain}
     */
    Session(Path folder, Class<?> main) throws IOException {
        running = new Processes(Loop.class, folder).start(main.getSimpleName());
        lines = running.process().getOutputStream();
        answers = Files.newBufferedReader(running.out());
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        lines.write((JSON.writeValueAsString(arguments) + "\n").getBytes(StandardCharsets.UTF_8));
        lines.flush();
        StringBuilder line = new StringBuilder();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Processes.LIMIT_SECONDS);
        while (true) {
            int next = answers.read();
            if (next == '\n') break;
            if (next >= 0) line.append((char) next);
            else if (running.process().isAlive() && System.nanoTime() < end) Thread.sleep(2);
            else
                throw new IllegalStateException(
                        String.join(" ", arguments) + ": no answer: " + Files.readString(running.err()));
        }
        JsonNode answer = JSON.readTree(line.toString());
        return new Result(
                answer.path("code").asInt(),
                answer.path("out").asText(),
                answer.path("err").asText());
    }

    /** Ends the process. */
    void close() throws IOException, InterruptedException {
        lines.close();
        answers.close();
        running.process().destroyForcibly();
        running.result();
    }

    /** Runs what comes on its standard input, one JSON array of words a line, and answers in one line of JSON. */
    static final class Loop {

        private Loop() {}

        public static void main(String[] main) throws IOException {
            boolean counts = main[0].equals(CountingMain.class.getSimpleName());
            Experiments experiments = counts ? CountingMain.experiments() : UntimedMain.experiments();
            PrintStream answers = System.out;
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    answers.println(answer(experiments, JSON.readValue(line, String[].class)));
                }
            }
        }

        /** What a command prints past picocli's writers belongs to its standard error. */
        private static String answer(Experiments experiments, String... words) throws IOException {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            ByteArrayOutputStream other = new ByteArrayOutputStream();
            System.setOut(new PrintStream(other, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(other, true, StandardCharsets.UTF_8));
            int code = Main.execute(
                    () -> Main.called(experiments, words)
                            .setOut(new PrintWriter(out, true))
                            .setErr(new PrintWriter(err, true)),
                    words);
            String said = err + other.toString(StandardCharsets.UTF_8);
            return JSON.writeValueAsString(Map.of("code", code, "out", out.toString(), "err", said));
        }
    }
}

package io.dxmi.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.samplers.UserError;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Python script in a process of its own, which runs so many iterations of its work whenever it is asked to. */
final class Reference implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final String version;

    /** @param arguments of the script */
    Reference(String python, Path script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        for (Object argument : arguments) command.add(argument.toString());
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UserError("cannot start " + python + ": " + e.getMessage() + "; see --python", e);
        }
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        version = line();
    }

    /** What it runs on, such as "torch 1.13.1". */
    String version() {
        return version;
    }

    /** Adds the times of {@code iterations} more iterations. */
    void run(int iterations, Samples times) {
        try {
            in.write(iterations + "\n");
            in.flush();
        } catch (IOException e) {
            throw stopped(e);
        }
        try {
            for (double[] pair : new ObjectMapper().readValue(line(), double[][].class)) times.add(pair[0], pair[1]);
        } catch (JsonProcessingException e) {
            throw stopped(e);
        }
    }

    private String line() {
        try {
            String line = out.readLine();
            if (line == null) throw stopped(null);
            return line;
        } catch (IOException e) {
            throw stopped(e);
        }
    }

    private static UserError stopped(IOException cause) {
        return new UserError("the Python script stopped; its own message is above", cause);
    }

    @Override
    public void close() {
        process.destroy();
    }
}

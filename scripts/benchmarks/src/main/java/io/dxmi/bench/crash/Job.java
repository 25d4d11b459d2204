package io.dxmi.bench.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that is killed.
 *
 * @param name for the table
 * @param words its arguments; {@code OUT} stands for the place of its result
 * @param result name of the result in a folder of its own
 * @param next how it goes on
 */
record Job(String name, List<String> words, String result, Next next) {

    /** How a killed command goes on. */
    enum Next {
        /** {@code train --resume} where there is a run, the same command otherwise. */
        RESUME,
        /** The same command, unless the result is there already: a result is there whole or not at all. */
        UNLESS_DONE,
        /** The same command. */
        AGAIN
    }

    /** The arguments in a folder. */
    List<String> in(Path folder) {
        String place = out(folder).toString();
        return words.stream().map(word -> word.replace("OUT", place)).toList();
    }

    Path out(Path folder) {
        return folder.resolve(result);
    }

    /** The arguments that bring a killed command to its end; empty if it is there. */
    List<String> goOn(Path folder) {
        Path out = out(folder);
        return switch (next) {
            case RESUME ->
                Files.exists(out.resolve("config.yaml"))
                        ? List.of("train", "--resume", out.toString(), "--quiet")
                        : in(folder);
            case UNLESS_DONE -> Files.exists(out) ? new ArrayList<>() : in(folder);
            case AGAIN -> in(folder);
        };
    }
}

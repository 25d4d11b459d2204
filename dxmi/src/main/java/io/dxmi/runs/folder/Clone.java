package io.dxmi.runs.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The clone that the toolkit runs from, if it does. */
final class Clone {

    private Clone() {}

    /** The commit that is checked out, with "-dirty" if files differ from it; empty if there is no clone or no git. */
    static String commit() {
        String home = System.getProperty("dxmi.home"); // set by the launcher
        if (home == null || !Files.exists(Path.of(home, ".git"))) return "";
        try {
            Process git = new ProcessBuilder(
                            "git", "-C", home, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return ""; // no git: the record does without
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

package io.dxmi.samplers.program;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.tensor.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The programs that the user of this machine trusts, by their SHA-256: those that the user named, and those that this
 * toolkit wrote. Each is one small file in the user's configuration folder; deleting it ends the trust.
 */
public final class TrustedPrograms {

    /** Also holds where nothing can be remembered. */
    private static final Set<String> THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private TrustedPrograms() {}

    /**
     * Trusts a TorchScript file from now on, also in later processes.
     *
     * @return why later processes will not know of it, if the configuration folder cannot be written
     * @throws UserError if it is no TorchScript, or its code asks for what is never allowed ({@link ProgramArchive})
     */
    public static Optional<String> trust(Path file) {
        ProgramFile program = ProgramFile.of(file);
        ProgramArchive.check(program);
        return remember(program.sha256(), file, "trusted by the user");
    }

    /**
     * Remembers a program that this toolkit has written.
     *
     * @param sha256 of its bytes, in hexadecimal
     */
    public static void wrote(String sha256, Path file) {
        remember(sha256, file, "written by dxmi");
    }

    /** Opens a program that may be loaded. @throws UserError if it is not trusted, or {@link ProgramArchive} refuses it */
    public static ProgramFile open(Path file) {
        return open(file, Optional.empty());
    }

    /**
     * Opens a program that may be loaded, and that must be a certain one.
     *
     * @param sha256 that it must have, in hexadecimal
     * @throws UserError if it has another one, is not trusted, or {@link ProgramArchive} refuses it
     */
    public static ProgramFile open(Path file, Optional<String> sha256) {
        ProgramFile program = ProgramFile.of(file);
        if (sha256.isPresent() && !sha256.get().equals(program.sha256())) {
            throw new UserError(file + ": expected the file of SHA-256 " + sha256.get()
                    + " that belongs here, got another one, of " + program.sha256() + "; bring the right file back");
        }
        ProgramArchive.check(program);
        if (!isTrusted(program.sha256())) {
            throw new UserError(file + ": is a program that is not trusted here (SHA-256 " + program.sha256()
                    + "); if you trust its origin, add " + parameter("trust") + " " + file);
        }
        return program;
    }

    /** The SHA-256 of all programs that are trusted here, for a process of the same user on another machine. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(THIS_PROCESS);
        String[] remembered = folder().map(folder -> folder.toFile().list()).orElse(null);
        if (remembered != null) all.addAll(List.of(remembered));
        return all;
    }

    /** Trusts programs as long as this process runs, as the process that started it does. */
    public static void trustHere(Set<String> sha256) {
        THIS_PROCESS.addAll(sha256);
    }

    private static boolean isTrusted(String sha256) {
        return THIS_PROCESS.contains(sha256)
                || folder().map(folder -> Files.isRegularFile(folder.resolve(sha256)))
                        .orElse(false);
    }

    private static Optional<String> remember(String sha256, Path file, String why) {
        THIS_PROCESS.add(sha256);
        Optional<Path> folder = folder();
        if (folder.isEmpty()) return Optional.of("there is no home folder");
        Path entry = folder.get().resolve(sha256);
        if (Files.isRegularFile(entry)) return Optional.empty();
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            AtomicFiles.write(entry, file.toAbsolutePath() + "\n" + why + ", " + now + "\n");
            return Optional.empty();
        } catch (UserError | WriteFailed e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<Path> folder() {
        return folder(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
    }

    /**
     * Where the entries lie: below {@code DXMI_CONFIG}, {@code $XDG_CONFIG_HOME/dxmi}, {@code %APPDATA%\dxmi} on Windows, or
     * {@code ~/.config/dxmi}. Relative paths other than {@code DXMI_CONFIG} are ignored, as the specification of base
     * folders has it.
     */
    static Optional<Path> folder(Map<String, String> environment, String system, String home) {
        String own = environment.getOrDefault("DXMI_CONFIG", "");
        if (!own.isEmpty()) return Optional.of(Path.of(own).toAbsolutePath().resolve("trusted"));
        return absolute(environment.get("XDG_CONFIG_HOME"))
                .or(() -> system.startsWith("Windows") ? absolute(environment.get("APPDATA")) : Optional.empty())
                .or(() -> absolute(home).map(folder -> folder.resolve(".config")))
                .map(folder -> folder.resolve("dxmi").resolve("trusted"));
    }

    private static Optional<Path> absolute(String path) {
        return Optional.ofNullable(path).filter(p -> !p.isEmpty()).map(Path::of).filter(Path::isAbsolute);
    }
}

package io.dxmi.cli;

import io.dxmi.Versions;
import io.dxmi.samplers.engine.CudaRuntime;
import io.dxmi.samplers.engine.EngineReport;
import io.dxmi.samplers.engine.NativeCache;
import io.dxmi.samplers.engine.train.SelfTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dxmi doctor}. */
@Command(
        name = "doctor",
        description =
                "Shows what the toolkit runs on and tests the native libraries and the engine; exit code 1 if a test"
                        + " fails.")
final class Doctor implements Callable<Integer> {

    private static final double GIB = 1L << 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineArguments engine;

    @Option(
            names = "--clean",
            description = "Remove damaged native libraries, which are then extracted again, and the leftovers of"
                    + " extractions that were killed.")
    private boolean clean;

    @Override
    public Integer call() {
        engine.apply();
        PrintWriter out = spec.commandLine().getOut();
        boolean whole = EngineReport.natives().map(cache -> natives(out, cache)).orElse(true);
        if (!whole) return 1; // to load them could crash the process
        EngineReport report = EngineReport.read();
        line(out, "toolkit", Versions.CURRENT.toolkit());
        line(out, "java", System.getProperty("java.version") + " (" + System.getProperty("java.home") + ")");
        line(
                out,
                "system",
                String.join(
                        " ",
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch")));
        line(out, "engine", "PyTorch " + report.version() + " through DJL " + Versions.CURRENT.djl());
        line(out, "library", report.library());
        line(out, "built with", String.join(" ", report.features()));
        line(out, "cuda", cuda(report));
        line(out, "cudart", cudart());
        line(out, "gpus", Integer.toString(report.gpus()));
        line(
                out,
                "threads",
                report.threads() + " in an operator, " + report.interop() + " between operators, "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        line(out, "memory", memory());
        line(out, "allocator", allocator());
        return test(out);
    }

    private static String cuda(EngineReport report) {
        String flavor = report.flavor();
        if (flavor.matches("cu\\d{3}")) return "built for CUDA " + flavor.substring(2, 4) + "." + flavor.substring(4);
        return "none, built for the CPU: build with DXMI_MAVEN_ARGS=-Pcuda, or name an installed PyTorch "
                + Versions.CURRENT.pytorch() + " by PYTORCH_LIBRARY_PATH";
    }

    private static String cudart() {
        CudaRuntime runtime = CudaRuntime.search();
        return runtime.found()
                .map(Path::toString)
                .orElseGet(() -> "not found, and without it no GPU is seen; searched for in "
                        + String.join(
                                ", ",
                                runtime.searched().stream().map(Path::toString).toList())
                        + "; DXMI_JAVA_OPTS=-Djna.library.path=FOLDER names another folder");
    }

    /** @return whether the libraries may be loaded */
    private boolean natives(PrintWriter out, NativeCache cache) {
        line(out, "native cache", cache.folder() + ", " + gib(size(cache.folder())));
        List<Path> leftovers = cache.leftovers();
        if (!leftovers.isEmpty()) {
            long bytes = leftovers.stream().mapToLong(Doctor::size).sum();
            String done = clean ? "removed" : "the next start of the engine or --clean removes them";
            if (clean) cache.clean();
            line(out, "leftovers", leftovers.size() + " of extractions that were killed, " + gib(bytes) + ": " + done);
        }
        Optional<String> damage = cache.damage();
        if (damage.isEmpty()) {
            boolean there = Files.isDirectory(cache.current());
            line(out, "natives", there ? "ok: sizes and checksums are those of the jars" : "not extracted yet");
            return true;
        }
        if (clean) cache.remove();
        line(
                out,
                "natives",
                "DAMAGED: " + damage.get() + (clean ? "; removed, to be extracted again" : "; --clean replaces them"));
        return clean;
    }

    private static int test(PrintWriter out) {
        int code = 0;
        for (Map.Entry<String, String> check : SelfTest.run().entrySet()) {
            boolean good = check.getValue().isEmpty();
            line(out, "self-test", check.getKey() + ": " + (good ? "ok" : "FAILED: " + check.getValue()));
            if (!good) code = 1;
        }
        return code;
    }

    private static void line(PrintWriter out, String name, String text) {
        out.printf(Locale.ROOT, "%-13s %s%n", name, text);
    }

    private static String memory() {
        String heap = gib(Runtime.getRuntime().maxMemory()) + " of Java heap at most";
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) return heap;
        try (Stream<String> lines = Files.lines(status)) {
            String resident = lines.filter(l -> l.startsWith("VmRSS:"))
                    .map(l -> gib(Long.parseLong(l.replaceAll("\\D", "")) * 1024))
                    .findFirst()
                    .orElse("unknown");
            return heap + ", " + resident + " resident now";
        } catch (IOException e) {
            return heap;
        }
    }

    /** The settings that keep glibc from giving memory back at every step; scripts/dxmi makes them. */
    private static String allocator() {
        String threshold = System.getenv("MALLOC_MMAP_THRESHOLD_");
        if (threshold != null) return "big blocks are kept (MALLOC_MMAP_THRESHOLD_=" + threshold + ")";
        return System.getProperty("os.name").equals("Linux")
                ? "not tuned: start through scripts/dxmi, or training can take twice as long"
                : "the system's own";
    }

    private static long size(Path folder) {
        if (!Files.exists(folder)) return 0;
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIB);
    }
}
